package dev.eventstore.core.store;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.types.Payloads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Checks events against the limits and turns them into bytes, in the thread of the caller. Thread-safe. */
public final class EventEncoder {

    private final Payloads payloads;
    private final int maxEvents;
    private final long maxEventBytes;

    /**
     * An encoder.
     *
     * @param payloads names the types of objects, and turns them into bytes
     * @param maxEvents the largest number of events of an append
     * @param maxEventBytes the largest size of one event
     */
    public EventEncoder(Payloads payloads, int maxEvents, long maxEventBytes) {
        this.payloads = payloads;
        this.maxEvents = maxEvents;
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * The events of an append as bytes.
     *
     * @param stream the stream
     * @param events the events
     * @return the same, serialised
     * @throws IllegalArgumentException if the stream is {@code $all} or an id occurs twice
     */
    public List<NewEvent> encode(StreamId stream, List<EventData> events) {
        requireWritable(stream);
        if (events.size() > maxEvents) {
            throw new LimitExceededException("eventstore.append.max-events", events.size(), maxEvents);
        }
        if (events.size() == 1) {
            return List.of(encode(events.get(0)));
        }
        List<NewEvent> encoded = new ArrayList<>(events.size());
        Set<UUID> ids = new HashSet<>();
        for (EventData event : events) {
            if (!ids.add(event.id())) {
                throw new IllegalArgumentException(
                        "events must have different ids, but " + event.id() + " occurs twice; nothing was written");
            }
            encoded.add(encode(event));
        }
        return encoded;
    }

    /**
     * One event as bytes.
     *
     * @param event the event
     * @return the same, serialised
     */
    public NewEvent encode(EventData event) {
        byte[] data = payloads.encode("data", event.payload());
        byte[] metadata =
                event.metadata().map(it -> payloads.encode("metadata", it)).orElse(null);
        NewEvent encoded = new NewEvent(
                event.id(),
                event.type().orElseGet(() -> payloads.typeOf(event.payload())),
                data,
                metadata,
                event.causationId().orElse(null),
                event.correlationId().orElse(null));
        long size = (long) data.length + (metadata == null ? 0 : metadata.length);
        if (size > maxEventBytes) {
            throw new LimitExceededException("eventstore.append.max-event-bytes", size, maxEventBytes);
        }
        return encoded;
    }

    /**
     * Refuses {@code $all}.
     *
     * @param stream a stream that is to be written
     */
    public static void requireWritable(StreamId stream) {
        if (stream.isAll()) {
            throw new IllegalArgumentException(
                    "stream id '$all' must not be appended to: it is the order of all events; append to another stream");
        }
    }

    /**
     * Checks what is to be linked.
     *
     * @param stream the stream it is to be linked to
     * @param ids the ids of events
     * @throws LimitExceededException if there are too many ids
     * @throws IllegalArgumentException if the stream is {@code $all} or an id occurs twice
     */
    void requireLinkable(StreamId stream, List<UUID> ids) {
        if (stream.isAll()) {
            throw new IllegalArgumentException(
                    "stream id '$all' must not be linked to: it has every event already; link to another stream");
        }
        if (ids.size() > maxEvents) {
            throw new LimitExceededException("eventstore.append.max-events", ids.size(), maxEvents);
        }
        Set<UUID> seen = new HashSet<>(ids.size() * 2);
        for (UUID id : ids) {
            if (!seen.add(Objects.requireNonNull(id, "event ids must not hold null"))) {
                throw new IllegalArgumentException(
                        "event ids must be different, but " + id + " occurs twice; nothing was written");
            }
        }
    }
}
