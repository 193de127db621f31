package dev.eventstore.testkit.store;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An event of another type. Thread-safe. */
record MappedEvent(RecordedEvent original) implements RecordedEvent {

    @Override
    public UUID id() {
        return original.id();
    }

    @Override
    public String type() {
        return "mapped";
    }

    @Override
    public StreamId stream() {
        return original.stream();
    }

    @Override
    public long version() {
        return original.version();
    }

    @Override
    public long position() {
        return original.position();
    }

    @Override
    public long number() {
        return original.number();
    }

    @Override
    public Instant createdAt() {
        return original.createdAt();
    }

    @Override
    public Optional<UUID> causationId() {
        return original.causationId();
    }

    @Override
    public Optional<UUID> correlationId() {
        return original.correlationId();
    }

    @Override
    public byte[] data() {
        return original.data();
    }

    @Override
    public Optional<byte[]> metadata() {
        return original.metadata();
    }

    @Override
    public <T> T as(Class<T> type) {
        return original.as(type);
    }

    @Override
    public <T> Optional<T> metadataAs(Class<T> type) {
        return original.metadataAs(type);
    }
}
