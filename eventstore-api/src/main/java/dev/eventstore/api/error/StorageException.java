package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The storage refused the call for a reason that trying again does not mend, such as a missing permission. Nothing was written.
 */
public final class StorageException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
