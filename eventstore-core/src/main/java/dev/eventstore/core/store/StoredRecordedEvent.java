package dev.eventstore.core.store;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.types.Payloads;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** A stored event that decodes itself when it is asked to. Immutable. */
public final class StoredRecordedEvent implements RecordedEvent {

    private final StoredEvent event;
    private final Payloads payloads;

    /**
     * An event as a reader gets it.
     *
     * @param event the event as it was read
     * @param payloads decodes it
     */
    public StoredRecordedEvent(StoredEvent event, Payloads payloads) {
        this.event = event;
        this.payloads = payloads;
    }

    @Override
    public UUID id() {
        return event.id();
    }

    @Override
    public String type() {
        return event.type();
    }

    @Override
    public StreamId stream() {
        return StreamId.of(event.stream());
    }

    @Override
    public long version() {
        return event.version();
    }

    @Override
    public long position() {
        return event.position();
    }

    @Override
    public long number() {
        return event.number();
    }

    @Override
    public Instant createdAt() {
        return Instant.EPOCH.plus(event.createdAtMicros(), ChronoUnit.MICROS);
    }

    @Override
    public Optional<UUID> causationId() {
        return Optional.ofNullable(event.causationId());
    }

    @Override
    public Optional<UUID> correlationId() {
        return Optional.ofNullable(event.correlationId());
    }

    @Override
    public byte[] data() {
        return event.data().clone();
    }

    @Override
    public Optional<byte[]> metadata() {
        return Optional.ofNullable(event.metadata()).map(byte[]::clone);
    }

    @Override
    public <T> T as(Class<T> type) {
        try {
            return payloads.decode(event.type(), event.data(), type);
        } catch (SerializationException unreadable) {
            throw named(unreadable);
        }
    }

    @Override
    public <T> Optional<T> metadataAs(Class<T> type) {
        try {
            return Optional.ofNullable(event.metadata()).map(bytes -> payloads.decodeMetadata(bytes, type));
        } catch (SerializationException unreadable) {
            throw named(unreadable);
        }
    }

    /** The same failure, with the event that it is about. */
    private SerializationException named(SerializationException failure) {
        return new SerializationException(
                "event '" + event.type() + "' at " + event.stream() + "@" + event.version() + ": "
                        + failure.getMessage(),
                failure);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedEvent that && id().equals(that.id()) && number() == that.number();
    }

    @Override
    public int hashCode() {
        return event.id().hashCode();
    }

    @Override
    public String toString() {
        return "RecordedEvent[" + event.type() + " " + event.stream() + "@" + event.version() + ", position="
                + event.position() + ", id=" + event.id() + "]";
    }
}
