package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber or listener threw. The subscription has ended; nothing of the batch was acknowledged by that.
 */
public final class SubscriberFailedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    public SubscriberFailedException(StreamId stream, String message, @Nullable Throwable cause) {
        super(message, cause);
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
