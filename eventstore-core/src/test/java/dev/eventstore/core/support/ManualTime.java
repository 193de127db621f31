package dev.eventstore.core.support;

import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A clock that only a test moves, and a dispatcher that runs turns in their order. For one thread. */
public final class ManualTime implements TimeSource, Dispatcher, Executor {

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
    private long nanos;
    private long number;

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(nanos + delay.toNanos(), number++, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public void execute(Runnable turn) {
        turns.add(turn);
    }

    /** How many timers are set. */
    public int timers() {
        return alarms.size();
    }

    /** Runs one turn. */
    public void runOne() {
        turns.remove().run();
    }

    /** Runs what is due now, and what that makes due. */
    public void run() {
        while (!turns.isEmpty() || !alarms.isEmpty() && alarms.peek().at() <= nanos) {
            if (turns.isEmpty()) {
                alarms.remove().task().run();
            } else {
                turns.remove().run();
            }
        }
    }

    /** Moves the clock, running on the way what becomes due. */
    public void advance(Duration duration) {
        long end = nanos + duration.toNanos();
        run();
        while (!alarms.isEmpty() && alarms.peek().at() <= end) {
            nanos = alarms.peek().at();
            run();
        }
        nanos = end;
    }

    private record Alarm(long at, long number, Runnable task) {}
}
