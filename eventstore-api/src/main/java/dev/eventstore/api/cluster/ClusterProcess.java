package dev.eventstore.api.cluster;

import java.util.concurrent.CompletionStage;

/**
 * A user's own process: state that is found by name from any node and runs on one of them at a time. Its methods are called one
 * at a time, on the threads for callbacks, and each sees what the one before it did, so plain fields will do.
 *
 * <p>What is in memory is gone when the process or its node fails; what must last belongs into events. A node that was cut off
 * from the others and has not noticed runs its processes until it does: whatever they change elsewhere should be fenced, by
 * appends, or by {@link ProcessContext#epoch}.
 */
public interface ClusterProcess {

    /**
     * Handles a message; the next one comes when the stage is complete, and other work of this process waits as long.
     *
     * <p>A {@link dev.eventstore.api.error.EventStoreException}, thrown or as the stage's failure, is an answer: the asker gets
     * it and the process goes on. Anything else fails the process: the asker, and whoever waits, get a
     * {@link dev.eventstore.api.error.ProcessFailedException}, and the next message starts it afresh.
     *
     * @param message of one of the types that the factory declares
     * @return completes with the answer, never null
     */
    CompletionStage<? extends Record> handle(Record message);

    /**
     * Told before its first message that a process of this name ended on another node and what it handed on.
     *
     * @param state of the type that the factory declares
     */
    default void resume(Record state) {}

    /**
     * Asked once when the name moves to another node, between two messages: it ends here and may go on there.
     *
     * @return {@link Handoff#ignore} unless overridden
     */
    default Handoff handOff() {
        return Handoff.ignore();
    }

    /**
     * Whether it may be stopped when no message has come for {@code eventstore.process.idle-timeout}; asked after each message.
     * What it holds is gone then.
     *
     * @return false unless overridden
     */
    default boolean isIdle() {
        return false;
    }

    /** Told once, last, that the process ends: handed off, failed, idle, or its node stops. */
    default void stop() {}
}
