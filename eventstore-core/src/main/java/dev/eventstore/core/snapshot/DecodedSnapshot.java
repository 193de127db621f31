package dev.eventstore.core.snapshot;

import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.storage.SnapshotStorage.StoredSnapshot;
import java.time.Instant;
import java.util.Optional;

/** A stored snapshot that decodes itself when it is asked to. Immutable. */
final class DecodedSnapshot implements Snapshot {

    private final StoredSnapshot stored;
    private final Serializer serializer;

    DecodedSnapshot(StoredSnapshot stored, Serializer serializer) {
        this.stored = stored;
        this.serializer = serializer;
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
        return serializer.deserialize(stored.data(), type);
    }

    @Override
    public <T> Optional<T> metadataAs(Class<T> type) {
        return Optional.ofNullable(stored.metadata()).map(bytes -> serializer.deserialize(bytes, type));
    }

    @Override
    public String toString() {
        return "Snapshot[" + stored.type() + " " + stored.sourceId() + "@" + stored.sourceVersion() + "]";
    }
}
