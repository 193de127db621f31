package dev.eventstore.cli.transfer;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.BulkEvent;
import java.util.UUID;

/** A line of the import format that was understood. Immutable. */
sealed interface ImportLine {

    /** The line's number, 1 or more. */
    long number();

    /** The stream it adds to. */
    StreamId stream();

    /**
     * A line that holds an event.
     *
     * @param number the line's number, 1 or more
     * @param event the event, with its stream
     */
    record OfEvent(long number, BulkEvent event) implements ImportLine {

        @Override
        public StreamId stream() {
            return event.stream();
        }
    }

    /**
     * A line that links an event of a line before it, or of the store, to a further stream.
     *
     * @param number the line's number, 1 or more
     * @param stream the further stream
     * @param eventId the event
     */
    record OfLink(long number, StreamId stream, UUID eventId) implements ImportLine {}
}
