package dev.eventstore.cli.nodes;

import dev.eventstore.cli.console.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * This program once more, as a process of its own that takes a command a line and answers it by a line. It is killed when this
 * process ends. Confined to one thread.
 */
public final class NodeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final String name;
    private final NodeFolder folder;
    private final int number;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Thread killer;

    private NodeProcess(NodeFolder folder, int number, Process process) {
        this.name = NodeFolder.name(number);
        this.folder = folder;
        this.number = number;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.killer = new Thread(process::destroyForcibly, "end-of-" + name);
        Runtime.getRuntime().addShutdownHook(killer);
        Thread reader = new Thread(this::read, "answers-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param folder has its notes, which stay once an error names them
     * @param number the node, from 1
     * @param arguments what the user would type
     * @return the process
     * @throws CommandFailure if it cannot be started
     */
    public static NodeProcess start(NodeFolder folder, int number, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.matches("-XX:(\\+Ignore|TieredStop).*"))
                .forEach(command::add);
        command.addAll(List.of("-Djava.net.preferIPv4Stack=true", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
        command.addAll(List.of("-m", "dev.eventstore.cli/dev.eventstore.cli.Main"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(
                            ProcessBuilder.Redirect.appendTo(folder.log(number).toFile()))
                    .start();
            return new NodeProcess(folder, number, process);
        } catch (IOException failure) {
            throw new CommandFailure(NodeFolder.name(number) + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    /**
     * What it is called.
     *
     * @return its name
     */
    public String name() {
        return name;
    }

    /**
     * Gives a command and waits for its answer.
     *
     * @param command the command
     * @return its answer
     * @throws CommandFailure if it has ended, or does not answer
     */
    public String ask(String command) {
        give(command);
        return answer();
    }

    /**
     * Gives a command, whose answer is waited for later.
     *
     * @param command the command
     * @throws CommandFailure if it has ended
     */
    public void give(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException ended) {
            throw ended();
        }
    }

    /**
     * Waits for the next line.
     *
     * @return the line
     * @throws CommandFailure if it has ended, or says nothing for two minutes
     */
    public String answer() {
        try {
            String answer = null;
            for (int seconds = 0; answer == null && seconds < PATIENCE.toSeconds(); seconds++) {
                answer = answers.poll(1, TimeUnit.SECONDS);
                if (answer == null && !process.isAlive() && answers.isEmpty()) {
                    throw ended();
                }
            }
            if (answer == null) {
                throw new CommandFailure(
                        name + " did not answer for " + PATIENCE.toSeconds() + " s; see " + folder.keptLog(number));
            }
            return answer;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", interrupted);
        }
    }

    /** Ends it at once, as a loss of power would. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Stops it from running; its connections stay open. */
    public void pause() {
        signal("-STOP");
    }

    /**
     * Whether {@link #pause} works here.
     *
     * @return false where there is no program 'kill'
     */
    public static boolean canPause() {
        try {
            return new ProcessBuilder("kill", "-0", "" + ProcessHandle.current().pid())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", interrupted);
        }
    }

    /** Lets it run on after {@link #pause}. */
    public void resume() {
        signal("-CONT");
    }

    /** Waits until it has ended by itself. */
    public void join() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new CommandFailure(name + " did not end; see " + folder.keptLog(number));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    private CommandFailure ended() {
        return new CommandFailure(name + " has ended; see " + folder.keptLog(number));
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new CommandFailure("kill " + signal + " failed for " + name);
            }
        } catch (IOException missing) {
            throw new CommandFailure("There is no program 'kill' here: " + missing.getMessage(), missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", interrupted);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException ended) {
            // Whoever waits for an answer sees that it has ended.
        }
    }
}
