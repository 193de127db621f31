package dev.eventstore.core.system;

import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock, and timers on one daemon thread. Thread-safe. */
public final class SystemTimeSource implements TimeSource, AutoCloseable {

    private final ScheduledThreadPoolExecutor timers;

    /**
     * Starts the timers' thread.
     *
     * @param threadName what the thread is called
     */
    public SystemTimeSource(String threadName) {
        timers = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timers.setRejectedExecutionHandler((task, executor) -> {});
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> future = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> {
            if (future != null) {
                future.cancel(false);
            }
        };
    }

    /** Drops all timers. */
    @Override
    public void close() {
        timers.shutdownNow();
    }
}
