package dev.eventstore.core.snapshot;

import dev.eventstore.api.snapshot.AsyncSnapshots;
import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.core.process.Deadline;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The calls of snapshots without waiting; what is chained runs where the caller of the store wants it. Thread-safe. */
public final class DefaultAsyncSnapshots implements AsyncSnapshots {

    private final SnapshotCalls calls;
    private final Supplier<Deadline> deadline;
    private final Continuations continuations;

    /** Moves what is chained to a stage to other threads. Thread-safe. */
    @FunctionalInterface
    public interface Continuations {

        /**
         * The same stage, but what is chained to it runs elsewhere.
         *
         * @param stage the stage
         * @param <T> what it completes with
         * @return completes as the stage does
         */
        <T> CompletionStage<T> move(CompletionStage<T> stage);
    }

    /**
     * Snapshots for a caller that does not wait.
     *
     * @param calls carries the calls out
     * @param deadline says when each call must have ended
     * @param continuations takes what is chained to the callback threads
     */
    public DefaultAsyncSnapshots(SnapshotCalls calls, Supplier<Deadline> deadline, Continuations continuations) {
        this.calls = calls;
        this.deadline = deadline;
        this.continuations = continuations;
    }

    @Override
    public CompletionStage<Boolean> record(SnapshotData snapshot) {
        return continuations.move(calls.record(snapshot, deadline.get()));
    }

    @Override
    public CompletionStage<Optional<Snapshot>> read(String sourceId) {
        return continuations.move(calls.read(sourceId, deadline.get()));
    }

    @Override
    public CompletionStage<Void> delete(String sourceId) {
        return continuations.move(calls.delete(sourceId, deadline.get()));
    }
}
