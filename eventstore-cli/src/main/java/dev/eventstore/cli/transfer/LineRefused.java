package dev.eventstore.cli.transfer;

import org.jspecify.annotations.Nullable;

/** A line of the import format that is not to be understood, with its number and the reason. Immutable. */
final class LineRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final long number;

    LineRefused(long number, String reason, @Nullable Throwable cause) {
        super("line " + number + ": " + reason, cause);
        this.number = number;
    }

    long number() {
        return number;
    }
}
