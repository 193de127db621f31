package dev.eventstore.core.subscriber;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in order, on an executor that is shared with others. A task may go on after it has returned: the next
 * one waits for its end, and no thread does. Thread-safe.
 */
public final class CallbackQueue {

    private final Executor executor;
    private final Queue<Supplier<CompletionStage<Void>>> tasks = new ConcurrentLinkedQueue<>();
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
        addLong(() -> {
            task.run();
            return CompletableFuture.completedStage(null);
        });
    }

    /**
     * Begins a task after those before it.
     *
     * @param task must not throw; returns what completes when it has ended
     */
    public void addLong(Supplier<CompletionStage<Void>> task) {
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
        CompletionStage<Void> ended = CompletableFuture.completedStage(null);
        try {
            running = Thread.currentThread();
            ended = tasks.remove().get();
        } finally {
            running = null;
            ended.whenComplete((done, failure) -> {
                if (open.decrementAndGet() > 0) {
                    executor.execute(this::next);
                }
            });
        }
    }
}
