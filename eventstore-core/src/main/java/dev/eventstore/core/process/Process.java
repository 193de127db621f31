package dev.eventstore.core.process;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
     * Told in its first turn that a process of this name ended elsewhere and is to go on here.
     *
     * @param state what {@link #handOff} gave there; of no length if there is nothing but to start
     */
    default void resume(byte[] state) {}

    /**
     * The first turn of a process that is handed over: {@link #resume}, unless the process has to wait for something then. Like
     * any turn it fails the process if it fails.
     *
     * @param state what was handed on
     * @return completes when the turn has ended
     */
    default CompletionStage<Void> resumeLater(byte[] state) {
        resume(state);
        return CompletableFuture.completedStage(null);
    }

    /**
     * Asked once, just before {@link #stop}, when the process moves to another node: what its successor there is to go on
     * with, and whether it is started at once.
     *
     * @return the state; a state of no length if the successor is to be started at once, but afresh; empty, as it is unless
     *     overridden, if it is to be started afresh when it is next asked
     */
    default Optional<byte[]> handOff() {
        return Optional.empty();
    }

    /**
     * The turn before the last one of a process that moves: {@link #handOff}, unless the process has to wait for something then.
     *
     * @return completes with what {@link #handOff} gives
     */
    default CompletionStage<Optional<byte[]>> handOffLater() {
        return CompletableFuture.completedStage(handOff());
    }

    /**
     * Told once, as its last turn, that the process stops. Nothing is done unless overridden.
     *
     * @return completes when it has ended its work; what it still holds is lost then, and whoever it has not answered gets {@link
     *     dev.eventstore.api.error.AskOutcomeUnknownException}
     */
    default CompletionStage<Void> stop() {
        return CompletableFuture.completedStage(null);
    }

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
