package dev.eventstore.it.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eventstore.it.Command;
import dev.eventstore.it.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./eventstore subscribe}, whose output is read slowly: it gets no further than a pipe's length ahead of the test, so it
 * is in the middle when it is ended. Confined to one thread.
 */
final class Subscriber {

    /** So a killed one's lease is free soon. */
    private static final Map<String, String> SHORT_LEASE = Map.of("EVENTSTORE_SUBSCRIPTION_LEASE_TTL", "2s");

    private final Process process;
    private final BufferedReader out;
    private final List<JsonNode> shown = new ArrayList<>();

    private Subscriber(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    static Subscriber start(Path folder, DataFolder data, String name, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("subscribe", "$all", name, "--json"));
        arguments.addAll(List.of("--data", data.path().toString()));
        arguments.addAll(List.of(options));
        ProcessBuilder builder = Command.builder(folder, Program.command(arguments.toArray(String[]::new)))
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().putAll(SHORT_LEASE);
        return new Subscriber(builder.start());
    }

    /** Reads that many events. */
    void read(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("it ended after " + shown.size() + " events");
            }
            add(line);
        }
    }

    /** Kills it, as {@code kill -9} does. What it showed before can still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Tells it to end, as Ctrl-C or a service manager does. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Reads what is left, and waits for its end; a line that was cut off was not shown. */
    int awaitEnd() throws IOException, InterruptedException {
        StringBuilder rest = new StringBuilder();
        char[] buffer = new char[8192];
        for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
            rest.append(buffer, 0, read);
        }
        String whole = rest.substring(0, rest.lastIndexOf("\n") + 1);
        for (String line : whole.lines().toList()) {
            add(line);
        }
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new AssertionError("it closed its output and did not end");
        }
        return process.exitValue();
    }

    /** The events that it showed, in the order it showed them. */
    List<JsonNode> shown() {
        return List.copyOf(shown);
    }

    /** The positions of the events that it showed, in the order it showed them. */
    List<Long> positions() {
        return shown.stream().map(event -> event.path("position").asLong()).toList();
    }

    private void add(String line) throws IOException {
        shown.add(History.JSON.readTree(line));
    }
}
