package dev.eventstore.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;

/** Tasks that wait for a view, each run once. Thread-safe. */
final class Waiters {

    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();

    /** Adds a task; the caller then calls {@link #run} if what it waits for has happened meanwhile. */
    void add(long epoch, Runnable task) {
        waiting.add(new Waiter(epoch, task, new AtomicBoolean()));
    }

    /** Runs the tasks whose epochs are passed. */
    void run(LongPredicate passed) {
        List<Waiter> due = new ArrayList<>();
        waiting.removeIf(waiter -> {
            boolean now = passed.test(waiter.epoch()) && waiter.taken().compareAndSet(false, true);
            if (now) {
                due.add(waiter);
            }
            return now;
        });
        due.forEach(waiter -> waiter.task().run());
    }

    private record Waiter(long epoch, Runnable task, AtomicBoolean taken) {}
}
