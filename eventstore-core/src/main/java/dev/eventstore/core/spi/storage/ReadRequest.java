package dev.eventstore.core.spi.storage;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;

/**
 * A page of a stream. Immutable.
 *
 * @param stream the stream, or {@code $all}
 * @param backward from new to old
 * @param from the first number to read, or the next one in the direction of reading; {@link Long#MAX_VALUE} backward for
 *     the end
 * @param limit the largest number of events, 1 or more
 * @param deadline when the caller stops waiting
 */
public record ReadRequest(StreamId stream, boolean backward, long from, int limit, Deadline deadline) {}
