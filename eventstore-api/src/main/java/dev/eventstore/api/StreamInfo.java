package dev.eventstore.api;

import java.time.Instant;
import java.util.Objects;

/**
 * What is known of a stream. Immutable.
 *
 * @param stream the stream
 * @param version the number of its last event or link; for {@code $all} the last position
 * @param createdAt when the stream got its first event or link, for {@code $all} when the store was created
 */
public record StreamInfo(StreamId stream, long version, Instant createdAt) {

    /**
     * Checks the components.
     *
     * @param stream the stream
     * @param version the number of its last event; for {@code $all} the last position
     * @param createdAt when the stream got its first event, for {@code $all} when the store was created
     */
    public StreamInfo {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(createdAt, "createdAt must not be null");
    }
}
