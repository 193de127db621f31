package dev.eventstore.cli;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the program in this process and keeps what it writes. Confined to one thread. */
public final class TestConsole {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** A console that writes into memory. */
    public Console console() {
        return new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
    }

    /** Runs one command and gives its exit code; what an earlier one wrote is forgotten. */
    public int run(String... args) {
        out.reset();
        err.reset();
        return Program.run(new Invocation(console(), () -> false), args);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public List<String> outLines() {
        return out().lines().toList();
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
