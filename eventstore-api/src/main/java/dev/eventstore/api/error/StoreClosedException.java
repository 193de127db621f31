package dev.eventstore.api.error;

/**
 * The store is closed, or was closed before the call was carried out. Nothing was written.
 */
public final class StoreClosedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     */
    public StoreClosedException(String message) {
        super(message, null);
    }
}
