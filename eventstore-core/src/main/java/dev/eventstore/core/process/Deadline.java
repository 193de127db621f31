package dev.eventstore.core.process;

import java.time.Duration;

/**
 * The moment by which a call must have ended, on the {@link TimeSource#nanoTime()} clock of its node. Immutable.
 *
 * @param nanoTime the moment
 */
public record Deadline(long nanoTime) {

    /**
     * The deadline that comes this long after now.
     *
     * @param time the node's clock
     * @param duration how long
     * @return the deadline
     */
    public static Deadline after(TimeSource time, Duration duration) {
        return new Deadline(time.nanoTime() + saturatedNanos(duration));
    }

    /**
     * How long it is until then.
     *
     * @param time the node's clock
     * @return the time left, zero if the deadline has passed
     */
    public Duration remaining(TimeSource time) {
        return Duration.ofNanos(Math.max(0, nanoTime - time.nanoTime()));
    }

    /**
     * Whether it has passed.
     *
     * @param time the node's clock
     * @return true if it has
     */
    public boolean hasPassed(TimeSource time) {
        return nanoTime - time.nanoTime() <= 0;
    }

    /** A quarter of the range, so that adding it to any reading of the clock cannot overflow its differences. */
    private static long saturatedNanos(Duration duration) {
        long most = Long.MAX_VALUE / 4;
        return duration.compareTo(Duration.ofNanos(most)) > 0 ? most : duration.toNanos();
    }
}
