package dev.eventstore.core.store;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The calls that are under way: bounded in number and bytes, ended at their deadlines, awaited by the close. Thread-safe.
 *
 * <p>Whoever carries a call out ends it in time and knows best what became of it. Only when that fails to come, a little after
 * the deadline, the call is ended here with what can be said then.
 */
public final class Calls {

    private static final Duration SWEEP = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofMillis(500);

    private final TimeSource time;
    private final int maxCalls;
    private final long maxBytes;
    private final Set<Call<?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * No calls.
     *
     * @param time the node's clock
     * @param maxCalls how many may be under way
     * @param maxBytes how many bytes of events they may hold
     */
    public Calls(TimeSource time, int maxCalls, long maxBytes) {
        this.time = time;
        this.maxCalls = maxCalls;
        this.maxBytes = maxBytes;
        time.schedule(SWEEP, this::sweep);
    }

    /**
     * Carries a call out.
     *
     * @param deadline when it must have ended
     * @param size how many bytes of events it holds
     * @param late what it fails with if its end fails to come
     * @param work starts it
     * @param <T> what it completes with
     * @return completes as the work does
     */
    public <T> CompletableFuture<T> run(
            Deadline deadline, long size, Supplier<EventStoreException> late, Supplier<CompletionStage<T>> work) {
        if (closed) {
            return CompletableFuture.failedFuture(closed());
        }
        Call<T> call = new Call<>(deadline, size, late);
        EventStoreException refusal = enter(size);
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        open.add(call);
        if (closed) {
            call.end(null, closed());
            return call;
        }
        try {
            work.get().whenComplete(call::end);
        } catch (RuntimeException | Error failure) {
            call.end(null, failure);
        }
        return call;
    }

    /** Refuses new calls; the stage completes when none is under way. */
    CompletionStage<Void> drain() {
        closed = true;
        leaveIfDrained();
        return drained;
    }

    /** Ends what is still under way. */
    void failRest() {
        open.forEach(call -> call.end(null, call.late.get()));
    }

    private EventStoreException enter(long size) {
        if (count.incrementAndGet() > maxCalls) {
            leave(0);
            return new OverloadedException("eventstore.append.max-waiting", maxCalls);
        }
        long held = bytes.addAndGet(size);
        // One call alone may always enter, whatever its size.
        if (held > maxBytes && held > size) {
            leave(size);
            return new OverloadedException("eventstore.append.max-waiting-bytes", maxBytes);
        }
        return null;
    }

    private void leave(long size) {
        bytes.addAndGet(-size);
        count.decrementAndGet();
        leaveIfDrained();
    }

    private void leaveIfDrained() {
        if (closed && count.get() == 0) {
            drained.complete(null);
        }
    }

    private void sweep() {
        long late = time.nanoTime() - GRACE.toNanos();
        for (Call<?> call : open) {
            if (call.deadline.nanoTime() - late <= 0) {
                call.end(null, call.late.get());
            }
        }
        if (!closed || count.get() > 0) {
            time.schedule(SWEEP, this::sweep);
        }
    }

    private static StoreClosedException closed() {
        return new StoreClosedException("the store is closed; nothing was written");
    }

    private final class Call<T> extends CompletableFuture<T> {

        private final Deadline deadline;
        private final long size;
        private final Supplier<EventStoreException> late;

        Call(Deadline deadline, long size, Supplier<EventStoreException> late) {
            this.deadline = deadline;
            this.size = size;
            this.late = late;
        }

        void end(T result, Throwable failure) {
            if (!open.remove(this)) {
                return;
            }
            leave(size);
            if (failure == null) {
                complete(result);
            } else {
                completeExceptionally(Failures.unwrap(failure));
            }
        }
    }
}
