package dev.eventstore.cli.node;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread that reads for another one, which can then be interrupted: a thread in a read from standard input cannot. It reads
 * only when it is asked, and does not keep the program alive. Confined to the thread that asks.
 */
final class Waiting implements AutoCloseable {

    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "eventstore-console");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Waits for a read.
     *
     * @param read what the other thread does
     * @param <T> what it gives
     * @return what it gave
     * @throws InterruptedException if the waiting thread is interrupted
     */
    <T> T await(Callable<T> read) throws InterruptedException {
        Future<T> answer = reader.submit(read);
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading the next command failed: " + e.getCause(), e.getCause());
        }
    }

    /** Asks no more; a read that is under way is left to itself. */
    @Override
    public void close() {
        reader.shutdownNow();
    }
}
