package dev.eventstore.testkit.memory;

import dev.eventstore.api.error.OverloadedException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread with a bounded queue, which ends when it has had nothing to do for a while. Thread-safe. */
final class StorageThread implements Executor, AutoCloseable {

    private final ThreadPoolExecutor pool;

    StorageThread(String name, long maxWaiting) {
        var queue = new LinkedBlockingQueue<Runnable>(Math.toIntExact(maxWaiting));
        pool = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        pool.setRejectedExecutionHandler((task, executor) -> {
            if (executor.isShutdown()) {
                throw new RejectedExecutionException("the thread has ended");
            }
            throw new OverloadedException("eventstore.memory.max-waiting", maxWaiting);
        });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Carries the task out later, or throws {@code OverloadedException} when too much waits. */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Ends what waits, for a few seconds at most. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            pool.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
