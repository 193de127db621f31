package dev.eventstore.cli.console;

import java.io.IOException;

/** Standard output takes no more, as after {@code | head}: the command ends, quietly. Immutable. */
public final class OutputClosed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputClosed(IOException cause) {
        super(cause);
    }
}
