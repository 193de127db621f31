package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The call's deadline passed before it was carried out. No event was written. A call that subscribes, or deletes a subscription,
 * may still take effect: make it again.
 */
public final class DeadlineExceededException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    public DeadlineExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
