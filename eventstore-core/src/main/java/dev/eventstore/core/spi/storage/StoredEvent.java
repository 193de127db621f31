package dev.eventstore.core.spi.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was read. Immutable: nobody changes the arrays.
 *
 * @param id the event's id
 * @param type the event's type
 * @param stream the name of the stream it was appended to
 * @param version its place there, 1 or more
 * @param position its place in {@code $all}, 1 or more
 * @param number its place in the stream that was read
 * @param createdAtMicros microseconds since 1970-01-01T00:00:00Z
 * @param data the payload
 * @param metadata the metadata, if any
 * @param causationId the id of the message that made it happen, if given
 * @param correlationId the id of its conversation, if given
 */
public record StoredEvent(
        UUID id,
        String type,
        String stream,
        long version,
        long position,
        long number,
        long createdAtMicros,
        byte[] data,
        byte @Nullable [] metadata,
        @Nullable UUID causationId,
        @Nullable UUID correlationId) {

    /**
     * The same event as read from its own stream.
     *
     * @return an event whose number is its version
     */
    public StoredEvent numberedByVersion() {
        return numbered(version);
    }

    /**
     * The same event as read from another stream.
     *
     * @param place its place there
     * @return an event with that number
     */
    public StoredEvent numbered(long place) {
        return new StoredEvent(
                id,
                type,
                stream,
                version,
                position,
                place,
                createdAtMicros,
                data,
                metadata,
                causationId,
                correlationId);
    }

    /**
     * How much room it takes, about.
     *
     * @return bytes of payload, metadata and what else is held
     */
    public int size() {
        return data.length + (metadata == null ? 0 : metadata.length) + type.length() + 160;
    }
}
