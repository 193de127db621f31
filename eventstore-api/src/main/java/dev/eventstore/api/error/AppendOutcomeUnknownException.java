package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * The append was sent to the storage, but no answer came in time. It may have been written: append the same list again, which answers as the first time if it was.
 */
public final class AppendOutcomeUnknownException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param cause what it came from, if anything
     */
    public AppendOutcomeUnknownException(StreamId stream, @Nullable Throwable cause) {
        super(
                "the outcome of an append to stream '" + stream
                        + "' is unknown; append the same events again to learn it",
                cause);
        this.stream = stream;
    }

    /**
     * The stream.
     *
     * @return the stream
     */
    public StreamId stream() {
        return stream;
    }
}
