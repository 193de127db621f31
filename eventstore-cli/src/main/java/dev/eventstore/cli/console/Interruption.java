package dev.eventstore.cli.console;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What Ctrl-C and SIGTERM do: the command's thread is interrupted, gets time to end cleanly (acknowledge, close, stop the
 * server it is the last user of), and decides the exit code.
 *
 * <p>Thread-safe.
 */
public final class Interruption {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Thread command;
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();
    private volatile boolean requested;

    private Interruption(Thread command) {
        this.command = command;
    }

    /**
     * Watches for the end of the process on behalf of the calling thread.
     *
     * @return the watch
     */
    public static Interruption ofThisThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::onShutdown, "eventstore-interruption"));
        return interruption;
    }

    /**
     * Whether the user asked the program to end.
     *
     * @return true after Ctrl-C or SIGTERM
     */
    public boolean requested() {
        return requested;
    }

    /**
     * The command is over, everything is closed.
     *
     * @param exitCode its exit code
     */
    public void finished(int exitCode) {
        finished.complete(exitCode);
    }

    private void onShutdown() {
        if (finished.isDone()) {
            return;
        }
        requested = true;
        command.interrupt();
        await().ifPresent(exitCode -> Runtime.getRuntime().halt(exitCode));
    }

    private OptionalInt await() {
        try {
            return OptionalInt.of(finished.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return OptionalInt.empty();
        }
    }
}
