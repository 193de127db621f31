package dev.eventstore.core.feed;

import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who read what is new take turns, so that ever so many of them leave the machine to those who append. While
 * somebody appends on this node, the events of all turns together are bounded: few at a time where much is to be read, many where
 * each reads little, and none is kept waiting while there is room. Who waits longest is next, and has the more to read then.
 *
 * <p>A turn is over when the reader says so or reads again, and after a short time anyway: a subscriber that waits for something
 * keeps nobody. Confined to the feed's mailbox, but for {@link #grew}, which is thread-safe.
 */
final class Turns {

    /** The turn of one reader, which has one at most. */
    static final class Turn {
        private @Nullable Runnable waiting;
        private long weight;
        private long since;
    }

    /** What a turn costs beside its events, as a number of events. */
    private static final int BASE = 50;

    /** Bounds of what is under way while somebody appends, and while nobody does, in events. */
    private static final long MOST = Long.getLong("x.most", 1_000);

    private static final double FULL = Double.parseDouble(System.getProperty("x.full", "10000"));
    private static final long WINDOW = 10_000_000;

    private static final Duration LONGEST = Duration.ofNanos(Long.getLong("x.longest", 50_000_000));

    private static final double REST = Double.parseDouble(System.getProperty("x.rest", "3"));

    private final Process.Self self;
    private final TimeSource time;
    private final Deque<Turn> waiting = new ArrayDeque<>();

    /** In the order in which they began. */
    private final Set<Turn> underWay = new LinkedHashSet<>();

    private long weight;
    private long restUntil;
    private long timerAt;
    private TimeSource.@Nullable Timer timer;
    private final LongAdder grown = new LongAdder();
    private long seen;
    private long lookedAt;
    private double pressure;

    Turns(Process.Self self, TimeSource time) {
        this.self = self;
        this.time = time;
        this.lookedAt = time.nanoTime();
        this.restUntil = time.nanoTime();
    }

    /** Somebody has appended on this node. */
    void grew() {
        grown.increment();
    }

    /** Ends a reader's turn, if it has one, and begins the next when it may; it is run as a turn of the feed. */
    void begin(Turn turn, Runnable reads) {
        finish(turn, time.nanoTime());
        turn.waiting = reads;
        waiting.add(turn);
        beginDue();
    }

    /** So many events are read in a turn that is under way. */
    void weigh(Turn turn, int events) {
        if (underWay.contains(turn)) {
            turn.weight += events;
            weight += events;
        }
    }

    /** What was read in a turn is done with. */
    void end(Turn turn) {
        finish(turn, time.nanoTime());
        beginDue();
    }

    private void finish(Turn turn, long now) {
        if (underWay.remove(turn)) {
            weight -= turn.weight;
            double part = Math.min(1, turn.weight / (double) MOST);
            long rest = (long) (REST * pressure(now) * part * (now - turn.since));
            restUntil = Math.max(restUntil, now + rest);
        }
    }

    private double pressure(long now) {
        long span = now - lookedAt;
        if (span >= WINDOW) {
            long count = grown.sum();
            pressure = Math.min(1, (count - seen) * 1e9 / span / FULL);
            seen = count;
            lookedAt = now;
        }
        return pressure;
    }

    private void beginDue() {
        long now = time.nanoTime();
        finishLong(now);
        while (!waiting.isEmpty() && isRoom(now)) {
            Turn next = waiting.remove();
            Runnable reads = next.waiting;
            next.waiting = null;
            next.weight = BASE;
            next.since = now;
            weight += BASE;
            underWay.add(next);
            if (reads != null) {
                reads.run();
            }
        }
        if (!waiting.isEmpty()) {
            lookAt(Math.max(restUntil, now + (restUntil - now > 0 ? 0 : LONGEST.toNanos())), now);
        }
    }

    private void lookAt(long due, long now) {
        if (timer != null && due - timerAt >= 0) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = due;
        timer = time.schedule(
                Duration.ofNanos(due - now),
                () -> self.run(() -> {
                    timer = null;
                    beginDue();
                }));
    }

    private boolean isRoom(long now) {
        return weight < MOST / Math.max(0.02, pressure(now)) && restUntil - now <= 0;
    }

    private void finishLong(long now) {
        for (Turn oldest = oldest(); oldest != null && now - oldest.since >= LONGEST.toNanos(); oldest = oldest()) {
            finish(oldest, now);
        }
    }

    private @Nullable Turn oldest() {
        Iterator<Turn> all = underWay.iterator();
        return all.hasNext() ? all.next() : null;
    }
}
