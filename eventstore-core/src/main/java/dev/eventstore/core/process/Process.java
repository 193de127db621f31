package dev.eventstore.core.process;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * State with a mailbox. A process may wait for the storage, by returning a stage, but never for another process: answers come
 * back as turns, through {@link Self#run}. Confined to its mailbox: its methods are never called concurrently, and each sees
 * what the one before it did.
 */
public interface Process {

    /**
     * Handles messages. The next turn begins when the stage is complete. If it throws or fails, the process is stopped, the
     * askers get the failure, and the next message starts the process anew.
     *
     * @param asks one message, or as many as {@link #turnSize()} allows, in the order of their arrival
     * @return completes when the turn has ended
     */
    CompletionStage<Void> handle(List<Ask> asks);

    /**
     * How many waiting messages a turn takes.
     *
     * @return 1 unless overridden
     */
    default int turnSize() {
        return 1;
    }

    /**
     * Whether the process may be stopped for idleness when no message has come for a while.
     *
     * @return true unless overridden
     */
    default boolean isIdle() {
        return true;
    }

    /**
     * Asked once, just before {@link #stop}, when the process moves to another node: what its successor there is to go on
     * with. Nothing unless overridden; the successor then starts afresh.
     *
     * @return the state as bytes; empty if there is none
     */
    default Optional<byte[]> handOff() {
        return Optional.empty();
    }

    /**
     * Told before its first message that a process of this name ended elsewhere and handed its state on.
     *
     * @param state what {@link #handOff} gave there
     */
    default void resume(byte[] state) {}

    /**
     * Told once, as its last turn, that the process stops.
     *
     * @return completes when it has ended its work; what it still holds is lost then
     */
    CompletionStage<Void> stop();

    /** What a process can do to itself. Thread-safe. */
    interface Self {

        /**
         * Runs a step as a turn of this process, before the messages that wait. It does nothing if the process has stopped.
         *
         * @param step must not wait
         */
        void run(Runnable step);

        /**
         * Stops this process because it failed: the next message starts it anew.
         *
         * @param cause what waiting askers get
         */
        void fail(Throwable cause);
    }
}
