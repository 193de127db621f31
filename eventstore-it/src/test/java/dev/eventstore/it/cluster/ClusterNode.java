package dev.eventstore.it.cluster;

import dev.eventstore.it.Command;
import dev.eventstore.it.Jdks;
import dev.eventstore.testkit.Await;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node as a process of its own, and the means to hurt it. Confined to the test's thread. */
public final class ClusterNode implements AutoCloseable {

    private final String name;
    private final Process process;
    private final Writer commands;
    private final Path log;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private ClusterNode(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "answers-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a node.
     *
     * @param prefix what stands before the command, as to run it in a namespace
     * @param name its name, for people
     * @param configuration its configuration file
     * @param folder where its log goes
     */
    public static ClusterNode start(List<String> prefix, String name, Path configuration, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Jdks.running().program("java"));
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Djava.net.preferIPv4Stack=true", "-Dtest.log.level=INFO"));
        command.add("-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeMain.class.getName()));
        command.add(configuration.toString());
        Process process =
                Command.builder(folder, command).redirectErrorStream(true).start();
        return new ClusterNode(name, process, folder.resolve(name + "-" + process.pid() + ".log"));
    }

    /** Its name, for people. */
    public String name() {
        return name;
    }

    /** Waits until it serves or has found nobody to serve with. */
    public ClusterNode awaitReady() {
        String answer = answer();
        if (!answer.startsWith("ready")) {
            throw new AssertionError(name + " did not start: " + answer);
        }
        return this;
    }

    /** Gives a command and waits for its answer. */
    public String ask(String command) {
        give(command);
        return answer();
    }

    /** Gives a command; its answer is waited for later. */
    public void give(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException ended) {
            throw new UncheckedIOException(name + " has ended", ended);
        }
    }

    /** Waits for the next answer. */
    public String answer() {
        try {
            String answer = answers.poll(Await.patience().plusSeconds(30).toSeconds(), TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError(
                        name + " did not answer" + (process.isAlive() ? "" : ": it has ended") + logged());
            }
            return answer;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** The end of its log, which goes with the folder of the test. */
    private String logged() {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            List<String> last = lines.subList(Math.max(0, lines.size() - 25), lines.size());
            return "; its log ends with\n" + String.join("\n", last);
        } catch (IOException unreadable) {
            return "; its log cannot be read: " + unreadable;
        }
    }

    /** Ends it at once, as if it had lost its power. */
    public void kill() {
        signal("KILL");
        awaitEnded();
    }

    /** Stops it from running; its sockets stay open. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it run on. */
    public void resume() {
        signal("CONT");
    }

    /** Lets it leave in good order, and waits until it has ended. */
    public void leave() {
        give("quit");
        awaitEnded();
    }

    /** Asks its program to end, as an operator or a container does. */
    public void terminate() {
        signal("TERM");
    }

    /** Waits until it has logged some text. */
    public void awaitLogged(String text) {
        Await.until(name + " logs '" + text + "'", () -> {
            try {
                return Files.exists(log) && Files.readString(log).contains(text);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    /** Whether it has said nothing that was not asked for yet, not even that it is ready. */
    public boolean hasNotAnswered() {
        return answers.isEmpty();
    }

    /** Waits until its program has ended. */
    public void awaitEnded() {
        Await.until(name + " has ended", () -> !process.isAlive());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnded();
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter logged = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("> ")) {
                    answers.add(line.substring(2));
                } else {
                    logged.write(line + "\n");
                    logged.flush();
                }
            }
        } catch (IOException ended) {
            // Whoever waits for an answer is told by time.
        }
    }
}
