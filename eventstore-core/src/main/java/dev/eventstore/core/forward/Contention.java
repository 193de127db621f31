package dev.eventstore.core.forward;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells whether this node's appends stand in each other's way with those of other nodes: whether it has several under way all
 * the time, while a good part of what is written is not its own. It sees that by the positions: those that lie between its own
 * were given to others. Thread-safe.
 */
final class Contention {

    private static final long WINDOW = Duration.ofMillis(50).toNanos();
    private static final long STALE = Duration.ofSeconds(1).toNanos();
    private static final int SEVERAL = 4;
    /** Others' events to each of one's own that make it begin, and that let it go on: 1/4 and 1/8. */
    private static final int BEGIN = 4;

    private static final int GO_ON = 8;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong own = new AtomicLong();
    private final AtomicLong highest = new AtomicLong();
    private final AtomicLong began;

    /** The highest position when the window began; 0 until one has begun with a known one. */
    private volatile long floor;

    private volatile boolean contended;

    /**
     * Nothing is under way.
     *
     * @param now the time, in nanoseconds
     */
    Contention(long now) {
        began = new AtomicLong(now);
    }

    boolean isContended() {
        return contended;
    }

    /**
     * Appends are under way.
     *
     * @param appends how many
     */
    void began(int appends) {
        int now = underWay.addAndGet(appends);
        if (now > most.get()) {
            most.accumulateAndGet(now, Math::max);
        }
    }

    /**
     * Appends have ended.
     *
     * @param appends how many
     * @param events how many events they have written
     * @param lastPosition the position of the last of them, 0 if there is none
     * @param now the time, in nanoseconds
     */
    void ended(int appends, int events, long lastPosition, long now) {
        underWay.addAndGet(-appends);
        own.addAndGet(events);
        highest.accumulateAndGet(lastPosition, Math::max);
        long start = began.get();
        if (now - start >= WINDOW && began.compareAndSet(start, now)) {
            next(now - start);
        }
    }

    /** One at a time: the next window is not over before it has begun. */
    private void next(long length) {
        long top = highest.get();
        long mine = own.getAndSet(0);
        int peak = most.getAndSet(underWay.get());
        long others = top - floor - mine;
        boolean known = floor > 0 && length < STALE;
        contended = known && peak >= SEVERAL && others * (contended ? GO_ON : BEGIN) >= mine && others > 0;
        floor = top;
    }
}
