package dev.eventstore.core.process;

/**
 * What is sent to a process or answered by it: an immutable record of plain values that a codec can write, never a function or
 * a reference into a process.
 */
public interface Message {

    /**
     * Whether it goes before other messages and always has room in a mailbox, as acknowledgements do.
     *
     * @return false unless overridden
     */
    default boolean urgent() {
        return false;
    }

    /**
     * Whether handling it twice is as handling it once, so that it may be asked again when no answer came.
     *
     * @return false unless overridden
     */
    default boolean idempotent() {
        return false;
    }

    /** The answer that says nothing but that it was done. */
    record Done() implements Message {}

    /**
     * The answer to {@link Permissible#permission}: the asker's node may do the work.
     *
     * @param epoch the epoch under which it may
     */
    record Permit(long epoch) implements Message {}
}
