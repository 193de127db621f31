package dev.eventstore.testkit;

import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The machine's clock, for tests that run in real time; it needs no closing. Thread-safe. */
public final class WallClock implements TimeSource {

    /** A clock like any other. */
    public WallClock() {}

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
        CompletableFuture<Void> timer = CompletableFuture.runAsync(
                task, CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, WallClock::onItsOwn));
        return () -> timer.cancel(false);
    }

    private static void onItsOwn(Runnable task) {
        Thread thread = new Thread(task, "wall-clock");
        thread.setDaemon(true);
        thread.start();
    }
}
