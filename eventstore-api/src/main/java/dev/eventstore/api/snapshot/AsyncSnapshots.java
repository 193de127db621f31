package dev.eventstore.api.snapshot;

import dev.eventstore.api.StreamId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The calls of {@link Snapshots} without waiting: each completes with what its namesake returns or throws. Bad arguments are
 * refused at once. What is chained to a stage runs on the store's callback threads. Thread-safe.
 */
public interface AsyncSnapshots {

    /**
     * Records a snapshot, as {@link Snapshots#record}.
     *
     * @param snapshot the snapshot
     * @return completes with whether it is stored now
     */
    CompletionStage<Boolean> record(SnapshotData snapshot);

    /**
     * The snapshot of a source, as {@link Snapshots#read(String)}.
     *
     * @param sourceId the source
     * @return completes with the newest that was recorded, empty if there is none
     */
    CompletionStage<Optional<Snapshot>> read(String sourceId);

    /**
     * The snapshot of a stream, as {@link Snapshots#read(StreamId)}.
     *
     * @param source the stream
     * @return completes with the newest that was recorded, empty if there is none
     */
    default CompletionStage<Optional<Snapshot>> read(StreamId source) {
        return read(source.value());
    }

    /**
     * Deletes the snapshot of a source, as {@link Snapshots#delete(String)}.
     *
     * @param sourceId the source
     * @return completes when it is gone
     */
    CompletionStage<Void> delete(String sourceId);

    /**
     * Deletes the snapshot of a stream, as {@link Snapshots#delete(StreamId)}.
     *
     * @param source the stream
     * @return completes when it is gone
     */
    default CompletionStage<Void> delete(StreamId source) {
        return delete(source.value());
    }
}
