package dev.eventstore.core.feed;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long to wait until the next look behind the hints: the longest time while hints tell of everything, an eighth of it after
 * something has grown that no hint told of even by the next look, and from there twice as long after each look that is content.
 * Confined to the feed's mailbox but for {@link #hinted}, which is thread-safe.
 */
final class PollPace {

    private static final int STEPS = 8;
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final Duration longest;
    private final Duration shortest;
    private final AtomicLong told = new AtomicLong();
    private Duration current;
    private boolean looked;
    private long found;
    private long untold;

    PollPace(Duration longest) {
        this.longest = longest;
        this.shortest = shorter(longest, longer(SHORTEST, longest.dividedBy(STEPS)));
        this.current = longest;
    }

    /** A hint has told this number. */
    void hinted(long number) {
        told.accumulateAndGet(number, Math::max);
    }

    /** A look has found this number; how long to wait until the next. */
    Duration after(long number) {
        // A hint may be under way while a look sees what it is about, so it is given until the next look.
        boolean missed = untold > told.get();
        untold = looked && number > found ? number : 0;
        looked = true;
        found = number;
        current = missed ? shortest : shorter(longest, current.multipliedBy(2));
        return current;
    }

    /** A look has failed; how long to wait until the next. */
    Duration current() {
        return current;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
