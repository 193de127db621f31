package dev.eventstore.cli.server;

import dev.eventstore.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A short-lived program, run to its end with its output caught. Confined to one thread. */
final class Tool {

    private final List<String> command = new ArrayList<>();

    Tool(List<String> prefix, String program, String... arguments) {
        command.addAll(prefix);
        command.add(program);
        command.addAll(List.of(arguments));
    }

    /**
     * How a program ended.
     *
     * @param exitCode its exit code
     * @param output what it wrote, standard output and error together
     */
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Runs the program; an interruption is kept for later, since a half-run program helps nobody. */
    Outcome run() {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(Path.of("/").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        boolean interrupted = false;
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            while (true) {
                try {
                    return new Outcome(process.waitFor(), output.strip());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(command.get(0) + " cannot be run: " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
