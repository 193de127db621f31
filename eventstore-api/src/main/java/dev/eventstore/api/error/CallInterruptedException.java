package dev.eventstore.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while it waited; its interrupt flag is set again. What was asked for may have happened.
 */
public final class CallInterruptedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param message what happened, and what to do next
     * @param cause what it came from, if anything
     */
    public CallInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
