package dev.eventstore.it.endtoend;

import dev.eventstore.it.Command;
import dev.eventstore.it.Program;
import dev.eventstore.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;

/** {@code ./eventstore postgres}, so that commands need not start a server each. Confined to one thread. */
final class RunningServer implements AutoCloseable {

    private final Process process;

    private RunningServer(Process process) {
        this.process = process;
    }

    /** Starts it on a data folder, and waits until it says where it is. */
    static RunningServer on(DataFolder data, Path folder) throws IOException {
        Process process = Command.builder(
                        folder,
                        Program.command("postgres", "--data", data.path().toString(), "--port", "0", "--json"))
                .redirectError(folder.resolve("postgres-command.txt").toFile())
                .start();
        BufferedReader told = process.inputReader();
        Await.until("the server runs", () -> ready(told) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("the server ended: see postgres-command.txt in " + folder);
        }
        return new RunningServer(process);
    }

    /** Whether it runs still. */
    boolean runs() {
        return process.isAlive();
    }

    private static boolean ready(BufferedReader told) {
        try {
            return told.ready();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        Await.until("the server's program ends when told to", () -> !process.isAlive());
    }
}
