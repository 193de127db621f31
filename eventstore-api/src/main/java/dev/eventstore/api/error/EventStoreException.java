package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A call that failed for a reason other than its arguments. Each kind says whether anything was written. Immutable.
 */
public abstract class EventStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    protected EventStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
