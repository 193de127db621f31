package dev.eventstore.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a stream. Immutable.
 *
 * @param stream the stream
 * @param version the number of its last event or link; for {@code $all} the last position
 * @param createdAt when the stream got its first event or link, for {@code $all} when the store was created
 * @param deletedAt when it was softly deleted; empty unless it was
 */
public record StreamInfo(StreamId stream, long version, Instant createdAt, Optional<Instant> deletedAt) {

    /**
     * Checks the components.
     *
     * @param stream the stream
     * @param version the number of its last event; for {@code $all} the last position
     * @param createdAt when the stream got its first event, for {@code $all} when the store was created
     * @param deletedAt when it was softly deleted; empty unless it was
     */
    public StreamInfo {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(createdAt, "createdAt must not be null");
        Objects.requireNonNull(deletedAt, "deletedAt must not be null");
    }

    /**
     * A stream that is not deleted.
     *
     * @param stream the stream
     * @param version the number of its last event; for {@code $all} the last position
     * @param createdAt when the stream got its first event, for {@code $all} when the store was created
     */
    public StreamInfo(StreamId stream, long version, Instant createdAt) {
        this(stream, version, createdAt, Optional.empty());
    }

    /**
     * Whether it was softly deleted: it can no longer be read or appended to, but its events stand in {@code $all}.
     *
     * @return true if it was
     */
    public boolean isDeleted() {
        return deletedAt.isPresent();
    }
}
