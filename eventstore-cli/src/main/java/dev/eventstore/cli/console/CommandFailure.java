package dev.eventstore.cli.console;

import org.jspecify.annotations.Nullable;

/** A command's end with exit code 1: its message tells the user what is wrong and what to do. Immutable. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what is wrong and what to do, as the user reads it
     */
    public CommandFailure(String message) {
        this(message, null);
    }

    /**
     * A failure that came from another.
     *
     * @param message what is wrong and what to do, as the user reads it
     * @param cause what it came from, shown with {@code --trace} only
     */
    public CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
