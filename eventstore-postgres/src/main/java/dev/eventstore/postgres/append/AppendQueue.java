package dev.eventstore.postgres.append;

import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The appends that wait for the committer, in order, bounded in number and bytes. Thread-safe: any thread adds, one thread takes.
 */
final class AppendQueue {

    /** About as long as a thread needs to fall asleep and wake up. */
    private static final long SPIN_NANOS = 50_000;

    /** What a caller of one append after another needs from an answer to its next append, and some more. */
    private static final long LONE_SPIN_NANOS = 300_000;

    private final PostgresConfig.Limits limits;
    private final ConcurrentLinkedQueue<PendingAppend> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Thread parked;
    private volatile boolean closed;

    /** How the last batch came, by which the taking thread, whose these are, knows a lone caller at work. */
    private boolean soon;

    private boolean alone;

    AppendQueue(PostgresConfig.Limits limits) {
        this.limits = limits;
    }

    /** Adds an append, or fails with {@link OverloadedException}. */
    void add(PendingAppend append) {
        if (count.incrementAndGet() > limits.waitingAppends()) {
            count.decrementAndGet();
            throw new OverloadedException("eventstore.postgres.max-waiting-appends", limits.waitingAppends());
        }
        if (bytes.addAndGet(append.bytes()) > limits.waitingBytes()) {
            count.decrementAndGet();
            bytes.addAndGet(-append.bytes());
            throw new OverloadedException("eventstore.postgres.max-waiting-bytes", limits.waitingBytes());
        }
        waiting.add(append);
        wake();
    }

    int size() {
        return count.get();
    }

    void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    void forEach(Consumer<PendingAppend> action) {
        waiting.forEach(action);
    }

    /** Waits until something waits or the queue is closed. */
    void awaitWork() {
        long spin = soon && alone ? LONE_SPIN_NANOS : SPIN_NANOS;
        long began = System.nanoTime();
        while (waiting.isEmpty() && !closed && System.nanoTime() - began < spin) {
            Thread.onSpinWait();
        }
        sleepUntilWork();
        soon = System.nanoTime() - began < LONE_SPIN_NANOS;
    }

    private void sleepUntilWork() {
        while (waiting.isEmpty() && !closed) {
            parked = Thread.currentThread();
            if (waiting.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            parked = null;
        }
    }

    /** Takes the longest run from the front that has one epoch and keeps the limits of a batch. */
    List<PendingAppend> take() {
        List<PendingAppend> batch = new ArrayList<>();
        OptionalLong epoch = OptionalLong.empty();
        int events = 0;
        long size = 0;
        for (PendingAppend next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!next.isSettled()) {
                if (!batch.isEmpty()
                        && (!next.request().epoch().equals(epoch)
                                || events + next.events() > limits.batchEvents()
                                || size + next.bytes() > limits.batchBytes())) {
                    break;
                }
                epoch = next.request().epoch();
                events += next.events();
                size += next.bytes();
                batch.add(next);
            }
            waiting.poll();
            count.decrementAndGet();
            bytes.addAndGet(-next.bytes());
        }
        alone = batch.size() == 1;
        return batch;
    }

    private void wake() {
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }
}
