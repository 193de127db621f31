package dev.eventstore.api.subscription;

import java.time.Duration;
import java.util.Objects;

/**
 * What is done when a subscriber throws: how often it is tried again, after which time, and what then. Immutable: each
 * {@code with}-like method returns a changed copy.
 *
 * <p>A retry hands over the same batch from the first event on that is not acknowledged. With {@code skip} and {@code park} the
 * batch is handed over one event at a time after a failure, until the failing event is found: which event of a batch it was
 * cannot be known otherwise. The attempts that count are those at a single event then. What the selector or the mapper throws,
 * and an event that cannot be decoded, goes the same way.
 *
 * @param attempts how often an event is tried before {@code then} is done, 1 or more; default 1, no retry
 * @param firstDelay the time before the first retry, zero or more; default 200 ms
 * @param factor how much longer each further delay is than the one before, 1 to 100; default 2
 * @param maxDelay the longest delay, {@code firstDelay} to 1 day; default 30 s
 * @param jitter which part of each delay is left to chance, 0 to 1; default 0.2
 * @param then what is done after the last attempt; default: stop
 * @param maxParked how many events the subscription may have parked, those that wait behind a parked one of their key too; the
 *     next one ends the subscription; 1 to 100,000; default 1,000
 */
public record FailurePolicy(
        int attempts, Duration firstDelay, double factor, Duration maxDelay, double jitter, Then then, int maxParked) {

    /** What is done with an event after the last attempt. */
    public enum Then {
        /** The subscription ends with the cause; the event is delivered again to whoever subscribes next. */
        STOP,
        /** The event counts as acknowledged, once those before it are. */
        SKIP,
        /** The event is put aside, and later ones of its partition key behind it, until they are replayed or skipped. */
        PARK
    }

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MAX_MAX_PARKED = 100_000;
    private static final FailurePolicy STOP =
            new FailurePolicy(1, Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0.2, Then.STOP, 1_000);

    /**
     * Checks the components.
     *
     * @param attempts how often an event is tried, 1 or more
     * @param firstDelay the time before the first retry
     * @param factor how much longer each further delay is, 1 to 100
     * @param maxDelay the longest delay
     * @param jitter which part of each delay is left to chance, 0 to 1
     * @param then what is done after the last attempt
     * @param maxParked how many events may be parked, 1 to 100,000
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public FailurePolicy {
        Objects.requireNonNull(firstDelay, "first-delay must not be null");
        Objects.requireNonNull(maxDelay, "max-delay must not be null");
        Objects.requireNonNull(then, "then must not be null");
        require(attempts >= 1, "attempts", "1 or more", attempts);
        require(
                !firstDelay.isNegative() && firstDelay.compareTo(DAY) <= 0,
                "first-delay",
                "between zero and 1 day",
                firstDelay);
        require(factor >= 1 && factor <= 100, "factor", "between 1 and 100", factor);
        require(
                maxDelay.compareTo(firstDelay) >= 0 && maxDelay.compareTo(DAY) <= 0,
                "max-delay",
                "between first-delay and 1 day",
                maxDelay);
        require(jitter >= 0 && jitter <= 1, "jitter", "between 0 and 1", jitter);
        require(maxParked >= 1 && maxParked <= MAX_MAX_PARKED, "max-parked", "between 1 and 100,000", maxParked);
    }

    /**
     * Ends the subscription, without a retry.
     *
     * @return the default
     */
    public static FailurePolicy stop() {
        return STOP;
    }

    /**
     * Skips the failing event, without a retry.
     *
     * @return the policy, else the defaults
     */
    public static FailurePolicy skip() {
        return STOP.then(Then.SKIP);
    }

    /**
     * Parks the failing event, without a retry.
     *
     * @return the policy, else the defaults
     */
    public static FailurePolicy park() {
        return STOP.then(Then.PARK);
    }

    /**
     * The same with another number of attempts.
     *
     * @param times how often an event is tried, the first time included, 1 or more
     * @return a changed policy
     */
    public FailurePolicy attempts(int times) {
        return new FailurePolicy(times, firstDelay, factor, maxDelay, jitter, then, maxParked);
    }

    /**
     * The same with other delays.
     *
     * @param first the time before the first retry
     * @param growth how much longer each further delay is, 1 to 100
     * @param longest the longest delay
     * @return a changed policy
     */
    public FailurePolicy backOff(Duration first, double growth, Duration longest) {
        return new FailurePolicy(attempts, first, growth, longest, jitter, then, maxParked);
    }

    /**
     * The same with another jitter.
     *
     * @param part which part of each delay is left to chance, 0 to 1
     * @return a changed policy
     */
    public FailurePolicy jitter(double part) {
        return new FailurePolicy(attempts, firstDelay, factor, maxDelay, part, then, maxParked);
    }

    /**
     * The same with another end.
     *
     * @param end what is done after the last attempt
     * @return a changed policy
     */
    public FailurePolicy then(Then end) {
        return new FailurePolicy(attempts, firstDelay, factor, maxDelay, jitter, end, maxParked);
    }

    /**
     * The same with another bound of what may be parked.
     *
     * @param events how many events, 1 to 100,000
     * @return a changed policy
     */
    public FailurePolicy maxParked(int events) {
        return new FailurePolicy(attempts, firstDelay, factor, maxDelay, jitter, then, events);
    }

    /**
     * The time before the next attempt.
     *
     * @param failed how many attempts have failed, 1 or more
     * @param chance a random number, 0 to 1; it takes away up to the part that {@code jitter} leaves to chance
     * @return the delay
     */
    public Duration delay(int failed, double chance) {
        double grown = firstDelay.toNanos() * Math.pow(factor, Math.max(0, failed - 1));
        double bounded = Math.min(grown, maxDelay.toNanos());
        return Duration.ofNanos((long) (bounded * (1 - jitter * chance)));
    }

    private static void require(boolean allowed, String field, String what, Object value) {
        if (!allowed) {
            throw new IllegalArgumentException(field + " must be " + what + ", but was " + value);
        }
    }
}
