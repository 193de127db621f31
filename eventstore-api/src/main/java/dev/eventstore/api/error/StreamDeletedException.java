package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;

/**
 * The stream was deleted. Nothing was written.
 */
public final class StreamDeletedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     */
    public StreamDeletedException(StreamId stream) {
        super("stream '" + stream + "' was deleted: it is not read or written any more; nothing was written", null);
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
