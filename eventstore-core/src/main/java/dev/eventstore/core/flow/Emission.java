package dev.eventstore.core.flow;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes to one subscriber of a publisher: nothing that it has not asked for, one signal at a time, on the threads for
 * callbacks. The rules are those of Reactive Streams 1.0.4, named by their numbers. Thread-safe.
 *
 * <p>Whatever happens, be it a request, an event that is ready or the end, wakes one task, which does all that is due. So no two
 * signals can overlap, and a subscriber that asks for more while it is handed something does not deepen the stack.
 *
 * @param <T> what is handed over
 */
abstract class Emission<T> implements Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Emission.class);

    /** After so many signals others have their turn. */
    private static final int TURN = 256;

    private final Executor executor;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final Queue<T> ready = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Subscriber<? super T> subscriber;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable IllegalArgumentException refusal;
    private volatile boolean ended;
    private boolean begun;

    /**
     * To a subscriber, which is told nothing before {@link #begin}.
     *
     * @param subscriber the user's code
     * @param executor runs it
     */
    protected Emission(Subscriber<? super T> subscriber, Executor executor) {
        this.subscriber = subscriber;
        this.executor = executor;
    }

    /** Hands the subscription over; first of all signals. */
    public final void begin() {
        wake();
    }

    @Override
    public final void request(long count) {
        if (count <= 0) {
            // Rule 3.9.
            refusal = new IllegalArgumentException("request must be for 1 element or more, but was " + count);
        } else {
            asked.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        }
        wake();
    }

    @Override
    public final void cancel() {
        if (subscriber != null) {
            subscriber = null;
            ready.clear();
            cancelled();
        }
    }

    /** The subscriber has asked for more than there is. Runs in the task of the emission, each time that nothing is left. */
    protected abstract void wanted();

    /** The subscriber has cancelled, or was told of a failure of its own: nothing more is needed. */
    protected abstract void cancelled();

    /**
     * Something can be handed over, when the task runs next.
     *
     * @param elements what follows all before it
     */
    protected final void add(List<? extends T> elements) {
        ready.addAll(elements);
    }

    /**
     * Nothing follows what is ready.
     *
     * @param cause why; null if this is the regular end
     */
    protected final void end(@Nullable Throwable cause) {
        failure = cause;
        ended = true;
        wake();
    }

    /** Has the task run once more. */
    protected final void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /** Whoever was woken while this ran is served by another task, behind those of others. */
    private void run() {
        int served = wakes.get();
        try {
            emit();
        } catch (Throwable broken) {
            // Rule 2.13: a subscriber that throws is as good as one that cancelled.
            LOG.error("a subscriber of a publisher has thrown, which ends it", broken);
            cancel();
        } finally {
            if (wakes.addAndGet(-served) > 0) {
                executor.execute(this::run);
            }
        }
    }

    private void emit() {
        if (!begun) {
            begun = true;
            Subscriber<? super T> first = subscriber;
            if (first != null) {
                first.onSubscribe(this);
            }
        }
        for (int signals = 0; subscriber != null; signals++) {
            if (signals == TURN) {
                wake();
                return;
            }
            if (!signal()) {
                return;
            }
        }
    }

    /** Gives one signal; returns whether another may be due. */
    private boolean signal() {
        Subscriber<? super T> to = subscriber;
        if (to == null) {
            return false;
        }
        if (refusal != null) {
            cancel();
            to.onError(refusal);
            return false;
        }
        // In this order: what became ready before the end is seen with it.
        boolean last = ended;
        if (asked.get() > 0) {
            T element = ready.poll();
            if (element != null) {
                asked.decrementAndGet();
                to.onNext(element);
                return true;
            }
        }
        // Who cancels has what is ready thrown away: that is not the end.
        if (last && ready.isEmpty() && subscriber != null) {
            subscriber = null;
            finish(to);
            return false;
        }
        if (asked.get() > 0 && !last) {
            wanted();
        }
        return false;
    }

    private void finish(Subscriber<? super T> to) {
        Throwable cause = failure;
        if (cause == null) {
            to.onComplete();
        } else {
            to.onError(cause);
        }
    }
}
