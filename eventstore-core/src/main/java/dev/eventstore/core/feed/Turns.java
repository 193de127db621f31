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
 * Lets those who read what is new take turns, so that ever so many of them leave the machine to those who append.
 *
 * <p>Two bounds hold, both the tighter the more is appended on this node. The events that were read and are not done with are
 * few, so the readers that work at a time are few where much is to be read, and many where each reads little. And what all
 * readers get in a time is a multiple of what is appended in it, if that is more than a fixed number: readers that cannot keep up
 * with that fall behind, and appends do not. Who waits longest is next, and has the more to read then. Where little is appended
 * neither bound is felt.
 *
 * <p>A turn is over when the reader says so, and after a short time anyway: a subscriber that waits for something keeps nobody.
 * Confined to the feed's mailbox, but for {@link #grew}, which is thread-safe.
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

    /** How many events are under way at a time on a busy node. */
    private static final int MOST = 1_000;

    /** How many events all readers together get for each append on a busy node. */
    private static final int PER_APPEND = 6;

    /** No node is taken for less busy than this. */
    private static final double LEAST = 0.01;

    private static final long LONGEST = Duration.ofMillis(20).toNanos();

    /** What was not read for so long may be read at once. */
    private static final long BURST = Duration.ofMillis(2).toNanos();

    /** How often appends are counted at most. */
    private static final long SPAN = Duration.ofMillis(10).toNanos();

    /**
     * Over which time what was counted is forgotten. Appends that are held up by those who read must not pass for appends that
     * nobody makes, which would let those read all the more.
     */
    private static final double MEMORY = Duration.ofMillis(200).toNanos();

    private static final double SECOND = 1e9;

    private final Process.Self self;
    private final TimeSource time;
    private final int busyAppends;
    private final long busyDeliveries;
    private final Deque<Turn> waiting = new ArrayDeque<>();

    /** In the order in which they began. */
    private final Set<Turn> underWay = new LinkedHashSet<>();

    private final LongAdder appends = new LongAdder();
    private long counted;
    private long countedAt;
    private double perSecond;
    private double busy = LEAST;
    private long weight;
    private long restUntil;
    private long timerAt;
    private TimeSource.@Nullable Timer timer;

    /**
     * Nobody reads.
     *
     * @param busyAppends how many appends a second make the node a busy one
     * @param busyDeliveries how many events a second all readers of a busy node may get together at least
     */
    Turns(Process.Self self, TimeSource time, int busyAppends, long busyDeliveries) {
        this.self = self;
        this.time = time;
        this.busyAppends = busyAppends;
        this.busyDeliveries = busyDeliveries;
        this.countedAt = time.nanoTime();
        this.restUntil = countedAt;
    }

    /** Somebody has appended on this node. */
    void grew() {
        appends.increment();
    }

    /**
     * Begins a reader's turn when it may; one that is under way goes on then.
     *
     * @param held how many events the reader has of its turn so far
     * @param reads run as a turn of the feed
     */
    void begin(Turn turn, int held, Runnable reads) {
        if (underWay.contains(turn)) {
            weigh(turn, BASE + held);
        }
        turn.waiting = reads;
        waiting.add(turn);
        beginDue();
    }

    /** So many events were read in a turn. */
    void read(Turn turn, int events) {
        long now = time.nanoTime();
        count(now);
        if (perSecond >= 1) {
            double each = busy * busy * SECOND / Math.max(PER_APPEND * perSecond, busyDeliveries);
            restUntil = Math.max(restUntil, now - BURST) + (long) ((BASE + events) * each);
        }
        if (underWay.contains(turn)) {
            weigh(turn, turn.weight + events);
        }
    }

    /** What was read in a turn is done with. */
    void end(Turn turn) {
        finish(turn);
        beginDue();
    }

    private void finish(Turn turn) {
        if (underWay.remove(turn)) {
            weigh(turn, 0);
        }
    }

    private void weigh(Turn turn, long newWeight) {
        weight += newWeight - turn.weight;
        turn.weight = newWeight;
    }

    private void beginDue() {
        long now = time.nanoTime();
        count(now);
        for (Turn first = oldest(); first != null && now - first.since >= LONGEST; first = oldest()) {
            finish(first);
        }
        while (!waiting.isEmpty() && weight < MOST / busy && restUntil - now <= 0) {
            begin(waiting.remove(), now);
        }
        if (!waiting.isEmpty()) {
            Turn first = oldest();
            lookAgain(restUntil - now > 0 || first == null ? restUntil : first.since + LONGEST, now);
        }
    }

    private void begin(Turn turn, long now) {
        if (underWay.add(turn)) {
            turn.since = now;
            weigh(turn, BASE);
        }
        Runnable reads = turn.waiting;
        turn.waiting = null;
        if (reads != null) {
            reads.run();
        }
    }

    private void lookAgain(long due, long now) {
        if (timer != null && timerAt - due <= 0) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = due;
        timer = time.schedule(
                Duration.ofNanos(Math.max(0, due - now)),
                () -> self.run(() -> {
                    if (timerAt == due) {
                        timer = null;
                    }
                    beginDue();
                }));
    }

    private void count(long now) {
        long span = now - countedAt;
        if (span >= SPAN) {
            long count = appends.sum();
            double lately = (count - counted) * SECOND / span;
            perSecond = lately + (perSecond - lately) * Math.exp(-span / MEMORY);
            busy = Math.max(LEAST, Math.min(1, perSecond / busyAppends));
            counted = count;
            countedAt = now;
        }
    }

    private @Nullable Turn oldest() {
        Iterator<Turn> all = underWay.iterator();
        return all.hasNext() ? all.next() : null;
    }
}
