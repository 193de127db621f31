package dev.eventstore.core.snapshot;

import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.core.spi.storage.SnapshotStorage.StoredSnapshot;
import dev.eventstore.core.types.Payloads;
import java.time.Instant;
import java.util.Optional;

/** A stored snapshot that decodes itself when it is asked to. Immutable. */
final class DecodedSnapshot implements Snapshot {

    private final StoredSnapshot stored;
    private final Payloads payloads;

    DecodedSnapshot(StoredSnapshot stored, Payloads payloads) {
        this.stored = stored;
        this.payloads = payloads;
    }

    @Override
    public String sourceId() {
        return stored.sourceId();
    }

    @Override
    public long sourceVersion() {
        return stored.sourceVersion();
    }

    @Override
    public String type() {
        return stored.type();
    }

    @Override
    public Instant createdAt() {
        return stored.createdAt();
    }

    @Override
    public byte[] data() {
        return stored.data().clone();
    }

    @Override
    public Optional<byte[]> metadata() {
        return Optional.ofNullable(stored.metadata()).map(byte[]::clone);
    }

    @Override
    public <T> T as(Class<T> type) {
        return payloads.decode(stored.type(), stored.data(), type);
    }

    @Override
    public <T> Optional<T> metadataAs(Class<T> type) {
        return Optional.ofNullable(stored.metadata()).map(bytes -> payloads.decodeMetadata(bytes, type));
    }

    @Override
    public String toString() {
        return "Snapshot[" + stored.type() + " " + stored.sourceId() + "@" + stored.sourceVersion() + "]";
    }
}
