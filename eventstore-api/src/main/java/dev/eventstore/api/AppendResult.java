package dev.eventstore.api;

import java.util.Objects;

/**
 * Where the events of an append stand, or linked events. Immutable.
 *
 * <p>An append of no events is a no-op: its result has the stream's name and zeros.
 *
 * @param stream the stream that was appended to
 * @param firstVersion the version of the first event, 0 if the append had no events
 * @param lastVersion the version of the last event, 0 if the append had no events
 * @param lastPosition the position of the last event in {@code $all}, 0 if the append had no events
 */
public record AppendResult(StreamId stream, long firstVersion, long lastVersion, long lastPosition) {

    /**
     * Checks the components.
     *
     * @param stream the stream that was appended to
     * @param firstVersion the version of the first event, 0 if the append had no events
     * @param lastVersion the version of the last event, 0 if the append had no events
     * @param lastPosition the position of the last event in {@code $all}, 0 if the append had no events
     */
    public AppendResult {
        Objects.requireNonNull(stream, "stream must not be null");
    }
}
