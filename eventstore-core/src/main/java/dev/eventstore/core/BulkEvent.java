package dev.eventstore.core;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import java.util.Objects;

/**
 * An event of an import, with its stream. Immutable.
 *
 * @param stream the stream, not {@code $all}
 * @param event the event
 */
public record BulkEvent(StreamId stream, EventData event) {

    /**
     * Checks that nothing is missing.
     *
     * @param stream the stream, not {@code $all}
     * @param event the event
     */
    public BulkEvent {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(event, "event must not be null");
    }
}
