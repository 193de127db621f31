package dev.eventstore.cli.server;

import dev.eventstore.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The program in a process of its own, which can be killed. Confined to one thread. */
public final class ChildProgram implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private ChildProgram(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a command; what it writes goes to a file in this folder. */
    public static ChildProgram start(Path folder, String... args) throws IOException {
        Path output = Files.createTempFile(folder, "child", ".out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ChildProgram(process, output);
    }

    /** What the program reads from its standard input. */
    public java.io.OutputStream input() {
        return process.getOutputStream();
    }

    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    public ChildProgram awaitOutput(String text) throws InterruptedException {
        await("'" + text + "' in the output", () -> output().contains(text));
        return this;
    }

    /** Ends it as Ctrl-C does, and gives its exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        return await();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        await();
    }

    public int await() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the program does not end; it wrote:\n" + output());
        }
        return process.exitValue();
    }

    public void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || !process.isAlive()) {
                throw new AssertionError("waited in vain for " + what + "; the program wrote:\n" + output());
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
