package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;

/**
 * There is no such stream. Nothing was written.
 */
public final class StreamNotFoundException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     */
    public StreamNotFoundException(StreamId stream) {
        super("there is no stream '" + stream + "'", null);
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
