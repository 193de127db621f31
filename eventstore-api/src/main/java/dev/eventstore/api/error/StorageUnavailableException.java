package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The storage cannot be reached, or refuses to write (read-only, full). Nothing was written; the store tries again by itself, so call again later.
 */
public final class StorageUnavailableException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    public StorageUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
