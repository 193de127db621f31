package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;

/**
 * The append expected no stream, but there is one. Nothing was written.
 */
public final class StreamExistsException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final long actual;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param actual the version the stream has
     */
    public StreamExistsException(StreamId stream, long actual) {
        super(
                "stream '" + stream + "' was expected not to exist but is at version " + actual
                        + "; nothing was written",
                null);
        this.stream = stream;
        this.actual = actual;
    }

    /**
     * The stream.
     *
     * @return the stream
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * The version the stream has.
     *
     * @return the version the stream has
     */
    public long actual() {
        return actual;
    }
}
