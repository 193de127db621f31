package dev.eventstore.core.spi.storage;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * An append to one stream. Immutable.
 *
 * <p>Its ids decide first. None stored: the expectation decides. All stored, in this stream, consecutive, in this order, and
 * beginning at n + 1 for {@code exactly(n)} or at 1 for {@code noStream()}: the first answer again, whatever was appended, or
 * softly deleted, since. Anything else: {@code DuplicateEventException}.
 *
 * @param stream the stream, not {@code $all}
 * @param expected what it is expected to be
 * @param events one event or more, with different ids
 * @param createdAt the time that all of them get, in whole microseconds
 * @param epoch the epoch that must be the storage's; empty: no epoch is checked
 * @param deadline after it the append is not sent any more
 */
public record AppendRequest(
        StreamId stream,
        ExpectedVersion expected,
        List<NewEvent> events,
        Instant createdAt,
        OptionalLong epoch,
        Deadline deadline) {

    /**
     * Checks the components.
     *
     * @param stream the stream, not {@code $all}
     * @param expected what it is expected to be
     * @param events one event or more, with different ids
     * @param createdAt the time that all of them get, in whole microseconds
     * @param epoch the epoch that must be the storage's; empty: no epoch is checked
     * @param deadline after it the append is not sent any more
     * @throws IllegalArgumentException if the stream is {@code $all} or there is no event
     */
    public AppendRequest {
        if (stream.isAll()) {
            throw new IllegalArgumentException("stream id must not be '$all': it cannot be appended to");
        }
        if (events.isEmpty()) {
            throw new IllegalArgumentException("events must not be empty");
        }
    }
}
