package dev.eventstore.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is run to its end, its outputs kept apart. No class path reaches it from our environment. Stateless. */
public final class Command {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Command() {}

    /** Runs a command in a folder until it ends. */
    public static Outcome run(Path folder, List<String> command) throws IOException, InterruptedException {
        return run(folder, Map.of(), command);
    }

    /** Runs a command in a folder, with more in its environment, until it ends. */
    public static Outcome run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                builder(folder, command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + PATIENCE + ": " + command + "\n" + read(err));
        }
        return new Outcome(String.join(" ", command), process.exitValue(), read(out), read(err));
    }

    /** A process to be started in a folder. */
    public static ProcessBuilder builder(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("CLASSPATH") || name.startsWith("EVENTSTORE_"));
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How a process ended. Immutable.
     *
     * @param command what was run
     * @param exitCode its exit code
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    public record Outcome(String command, int exitCode, String out, String err) {

        /** Itself, if it ended well. */
        public Outcome succeeded() {
            if (exitCode != 0) {
                throw new AssertionError("failed: " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return command + "\nexit code " + exitCode + "\nout: " + out + "\nerr: " + err;
        }
    }
}
