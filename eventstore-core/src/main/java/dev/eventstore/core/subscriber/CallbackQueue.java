package dev.eventstore.core.subscriber;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks one at a time, in order, on an executor that is shared with others. Thread-safe. */
public final class CallbackQueue {

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    /**
     * An empty queue.
     *
     * @param executor runs the tasks
     */
    public CallbackQueue(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs a task after those before it.
     *
     * @param task must not throw
     */
    public void add(Runnable task) {
        tasks.add(task);
        if (open.getAndIncrement() == 0) {
            executor.execute(this::next);
        }
    }

    /** One task, then back to the executor, so that others have their turn. */
    private void next() {
        try {
            tasks.remove().run();
        } finally {
            if (open.decrementAndGet() > 0) {
                executor.execute(this::next);
            }
        }
    }
}
