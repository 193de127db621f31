package dev.eventstore.api.error;

/**
 * This cannot be done with this store, stream or subscription. Nothing was written.
 */
public final class NotSupportedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     */
    public NotSupportedException(String message) {
        super(message, null);
    }
}
