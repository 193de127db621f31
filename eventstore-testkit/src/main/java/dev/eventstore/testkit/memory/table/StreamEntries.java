package dev.eventstore.testkit.memory.table;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands in a stream, events and links, in the order of their numbers. Guarded by the log that has it. */
public final class StreamEntries {

    private final List<@Nullable StoredEvent> events = new ArrayList<>();
    private final long createdAt;
    private @Nullable Instant deletedAt;

    /**
     * An empty stream.
     *
     * @param createdAt when it began, microseconds since 1970-01-01T00:00:00Z
     */
    public StreamEntries(long createdAt) {
        this.createdAt = createdAt;
    }

    /**
     * What stands in it.
     *
     * @return the list itself, null where a link was removed
     */
    public List<@Nullable StoredEvent> events() {
        return events;
    }

    /**
     * Notes that it was deleted softly.
     *
     * @param when the time of that
     */
    public void delete(Instant when) {
        deletedAt = when;
    }

    /**
     * Whether it was deleted softly.
     *
     * @return true if it was
     */
    public boolean isDeleted() {
        return deletedAt != null;
    }

    /**
     * The same once more, which changes by itself from now on.
     *
     * @return a copy
     */
    public StreamEntries copy() {
        StreamEntries copy = new StreamEntries(createdAt);
        copy.events.addAll(events);
        copy.deletedAt = deletedAt;
        return copy;
    }

    /**
     * What is told of it.
     *
     * @param stream its name
     * @return version, age and whether it was deleted
     */
    public StreamInfo info(StreamId stream) {
        return new StreamInfo(stream, events.size(), Micros.instant(createdAt), Optional.ofNullable(deletedAt));
    }
}
