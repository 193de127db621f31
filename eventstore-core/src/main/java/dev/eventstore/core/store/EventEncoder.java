package dev.eventstore.core.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.storage.NewEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Checks events against the limits and turns them into bytes, in the thread of the caller. Thread-safe. */
public final class EventEncoder {

    private static final JsonFactory JSON = new JsonFactory();

    private final Serializer serializer;
    private final EventTypes types;
    private final int maxEvents;
    private final long maxEventBytes;

    /**
     * An encoder.
     *
     * @param serializer turns objects into bytes
     * @param types names the types of objects
     * @param maxEvents the largest number of events of an append
     * @param maxEventBytes the largest size of one event
     */
    public EventEncoder(Serializer serializer, EventTypes types, int maxEvents, long maxEventBytes) {
        this.serializer = serializer;
        this.types = types;
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
        byte[] data = bytes("data", event.payload());
        byte[] metadata = event.metadata().map(it -> bytes("metadata", it)).orElse(null);
        NewEvent encoded = new NewEvent(
                event.id(),
                event.type().orElseGet(() -> types.of(event.payload())),
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

    private byte[] bytes(String field, Object value) {
        if (value instanceof byte[] raw) {
            return raw;
        }
        if (value instanceof EventData.Json json) {
            byte[] text = json.utf8();
            requireJson(field, text);
            return text;
        }
        return serializer.serialize(value);
    }

    private static void requireJson(String field, byte[] text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new SerializationException(field + " must be JSON, but is empty; nothing was written", null);
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new SerializationException(
                        field + " must be one JSON value, but more follows it; nothing was written", null);
            }
        } catch (JsonProcessingException malformed) {
            throw new SerializationException(
                    "%s must be JSON, but is not at line %d, column %d: %s; nothing was written"
                            .formatted(
                                    field,
                                    malformed.getLocation().getLineNr(),
                                    malformed.getLocation().getColumnNr(),
                                    malformed.getOriginalMessage()),
                    malformed);
        } catch (IOException impossible) {
            throw new SerializationException(field + " could not be read as JSON; nothing was written", impossible);
        }
    }
}
