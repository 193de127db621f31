package dev.eventstore.api.snapshot;

import dev.eventstore.api.StreamId;
import java.util.Optional;

/**
 * The snapshots of a store: the newest one of each source.
 *
 * <p>A source is whatever a state belongs to, most often a stream; its version says up to which event the state was computed.
 * Snapshots are no events: they may be replaced and deleted, and nobody is told. Every call may fail as those of
 * {@link dev.eventstore.api.EventStore} do, also where fewer nodes than the quorum see each other. Thread-safe.
 */
public interface Snapshots {

    /**
     * Records a snapshot, unless a newer one of the same source is stored. One of the same version is replaced. Repeating it
     * is safe.
     *
     * @param snapshot the snapshot
     * @return whether it is stored now; false if a newer one was kept
     * @throws dev.eventstore.api.error.LimitExceededException if it is larger than {@code eventstore.snapshot.max-bytes};
     *     nothing was written
     * @throws dev.eventstore.api.error.SerializationException if its data cannot be serialised; nothing was written
     * @throws dev.eventstore.api.error.DeadlineExceededException if it did not end in time; it may have been written: record
     *     it again
     */
    boolean record(SnapshotData snapshot);

    /**
     * The snapshot of a source.
     *
     * @param sourceId the source
     * @return the newest that was recorded, empty if there is none
     * @throws IllegalArgumentException if the id is not allowed
     */
    Optional<Snapshot> read(String sourceId);

    /**
     * The snapshot of a stream.
     *
     * @param source the stream
     * @return the newest that was recorded, empty if there is none
     */
    default Optional<Snapshot> read(StreamId source) {
        return read(source.value());
    }

    /**
     * Deletes the snapshot of a source, whatever its version. It does nothing if there is none. Repeating it is safe.
     *
     * @param sourceId the source
     * @throws IllegalArgumentException if the id is not allowed
     */
    void delete(String sourceId);

    /**
     * Deletes the snapshot of a stream, whatever its version. It does nothing if there is none.
     *
     * @param source the stream
     */
    default void delete(StreamId source) {
        delete(source.value());
    }
}
