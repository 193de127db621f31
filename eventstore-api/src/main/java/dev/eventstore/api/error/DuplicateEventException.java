package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import java.util.UUID;

/**
 * An event of this id is stored already, elsewhere than the append would have put it; or it stands already in the stream that
 * it was to be linked to. Nothing was written.
 *
 * <p>The same events appended to the same stream, in the same order and place, are no failure: they are answered as the first
 * time.
 */
public final class DuplicateEventException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final UUID eventId;
    private final transient StreamId stream;
    private final long version;

    /**
     * A failure with its facts.
     *
     * @param eventId the id
     * @param stream the stream in which the stored event stands
     * @param version the version it has there
     */
    public DuplicateEventException(UUID eventId, StreamId stream, long version) {
        super(
                "event " + eventId + " is stored already in stream '" + stream + "' at version " + version
                        + "; nothing was written",
                null);
        this.eventId = eventId;
        this.stream = stream;
        this.version = version;
    }

    /**
     * The id.
     *
     * @return the id
     */
    public UUID eventId() {
        return eventId;
    }

    /**
     * The stream in which the stored event stands.
     *
     * @return the stream in which the stored event stands
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * The version it has there.
     *
     * @return the version it has there
     */
    public long version() {
        return version;
    }
}
