package dev.eventstore.core.spi.storage;

import dev.eventstore.core.process.Deadline;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot of each source. Thread-safe, as {@link Storage} is.
 */
public interface SnapshotStorage {

    /**
     * Stores a snapshot in one step, unless one of its source with a larger version is stored. One of the same version is
     * replaced. Idempotent.
     *
     * @param snapshot the snapshot
     * @param deadline when the caller stops waiting
     * @return completes with whether it is stored now; false if a newer one was kept
     */
    CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline);

    /**
     * The snapshot of a source.
     *
     * @param sourceId the source
     * @param deadline when the caller stops waiting
     * @return completes with the snapshot, empty if there is none
     */
    CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline);

    /**
     * Deletes the snapshot of a source, whatever its version. Idempotent.
     *
     * @param sourceId the source
     * @param deadline when the caller stops waiting
     * @return completes when there is none
     */
    CompletionStage<Void> delete(String sourceId, Deadline deadline);

    /**
     * A snapshot, serialised. Immutable: nobody changes the arrays.
     *
     * @param sourceId what the state belongs to
     * @param sourceVersion up to which event of its source it was computed
     * @param type the state's type
     * @param data the state
     * @param metadata the metadata, if any
     * @param createdAt when it was recorded, in microseconds' precision
     */
    record StoredSnapshot(
            String sourceId,
            long sourceVersion,
            String type,
            byte[] data,
            byte @Nullable [] metadata,
            Instant createdAt) {}
}
