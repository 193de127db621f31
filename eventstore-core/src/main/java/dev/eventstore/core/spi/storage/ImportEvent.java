package dev.eventstore.core.spi.storage;

import dev.eventstore.api.StreamId;
import java.time.Instant;

/**
 * An event that is to be imported, with its stream and time. Immutable.
 *
 * @param stream the stream, not {@code $all}
 * @param event the event
 * @param createdAt its time, in whole microseconds
 */
public record ImportEvent(StreamId stream, NewEvent event, Instant createdAt) {}
