package dev.eventstore.core.process;

/**
 * Runs the turns of processes. Production uses a few threads, a simulation one thread under a seed. Thread-safe.
 */
@FunctionalInterface
public interface Dispatcher {

    /**
     * Runs a turn, now or later, on any thread. The caller must hold no lock.
     *
     * @param turn must not wait and must not throw
     */
    void execute(Runnable turn);

    /**
     * Runs a turn on another thread, so that the caller goes on at once; as {@link #execute} does where there is no other.
     *
     * @param turn must not wait and must not throw
     */
    default void executeLater(Runnable turn) {
        execute(turn);
    }

    /** Lets threads go first that wait for a processor; called by a turn. Returns at once if there are none. */
    default void giveWay() {}
}
