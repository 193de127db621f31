package dev.eventstore.api.error;

import java.util.UUID;

/**
 * There is no event of this id, or not any more. Nothing was written.
 */
public final class EventNotFoundException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final UUID eventId;

    /**
     * A failure with its facts.
     *
     * @param eventId the id
     */
    public EventNotFoundException(UUID eventId) {
        super("there is no event " + eventId + "; nothing was written", null);
        this.eventId = eventId;
    }

    /**
     * The id.
     *
     * @return the id
     */
    public UUID eventId() {
        return eventId;
    }
}
