package dev.eventstore.example.encrypted;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Snapshots whose states and metadata are sealed on their way to another storage. A sealed state belongs to its source and
 * version, so it opens nowhere else. Thread-safe, as the other one is.
 */
final class EncryptedSnapshots implements SnapshotStorage {

    private static final String DATA = "data";
    private static final String METADATA = "metadata";

    private final SnapshotStorage inner;
    private final Sealing sealing;

    EncryptedSnapshots(SnapshotStorage inner, Sealing sealing) {
        this.inner = inner;
        this.sealing = sealing;
    }

    @Override
    public CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline) {
        byte[] metadata = snapshot.metadata();
        return inner.record(
                with(
                        snapshot,
                        sealing.seal(owner(snapshot), DATA, snapshot.data()),
                        metadata == null ? null : sealing.seal(owner(snapshot), METADATA, metadata)),
                deadline);
    }

    @Override
    public CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline) {
        return inner.read(sourceId, deadline).thenApply(found -> found.map(this::opened));
    }

    @Override
    public CompletionStage<Void> delete(String sourceId, Deadline deadline) {
        return inner.delete(sourceId, deadline);
    }

    private StoredSnapshot opened(StoredSnapshot snapshot) {
        byte[] metadata = snapshot.metadata();
        return with(
                snapshot,
                sealing.open(owner(snapshot), DATA, snapshot.data()),
                metadata == null ? null : sealing.open(owner(snapshot), METADATA, metadata));
    }

    private static StoredSnapshot with(StoredSnapshot snapshot, byte[] data, byte[] metadata) {
        return new StoredSnapshot(
                snapshot.sourceId(), snapshot.sourceVersion(), snapshot.type(), data, metadata, snapshot.createdAt());
    }

    private static String owner(StoredSnapshot snapshot) {
        return "snapshot " + snapshot.sourceId() + " at " + snapshot.sourceVersion();
    }
}
