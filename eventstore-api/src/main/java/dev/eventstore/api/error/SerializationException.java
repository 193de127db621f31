package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A payload could not be turned into bytes, or bytes not into an object. If it was to be written, nothing was.
 */
public final class SerializationException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    public SerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
