package dev.eventstore.core.subscriber;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time, in order, on an executor that is shared with others. Thread-safe. */
public final class CallbackQueue {

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable Thread running;

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

    /**
     * Runs a step after the tasks before it, though not later than the deadline; at once if one of them is the caller.
     *
     * @param step may run twice
     * @param deadline when to wait no longer
     * @param time the node's clock
     */
    void afterwards(Runnable step, Deadline deadline, TimeSource time) {
        if (running == Thread.currentThread()) {
            step.run();
            return;
        }
        TimeSource.Timer late = time.schedule(deadline.remaining(time), step);
        add(() -> {
            late.cancel();
            step.run();
        });
    }

    /** One task, then back to the executor, so that others have their turn. */
    private void next() {
        try {
            running = Thread.currentThread();
            tasks.remove().run();
        } finally {
            running = null;
            if (open.decrementAndGet() > 0) {
                executor.execute(this::next);
            }
        }
    }
}
