package dev.eventstore.testkit.sim;

import java.time.Duration;

/**
 * How often what goes wrong with each call of a storage. Immutable.
 *
 * @param unavailable how often it is refused, with nothing done: 0 to 1
 * @param slow how often it waits before it is carried out, and how often its answer waits: 0 to 1
 * @param maxDelay how long it waits at most
 * @param replyLost how often it is carried out but never answered: 0 to 1
 */
public record Faults(double unavailable, double slow, Duration maxDelay, double replyLost) {

    /** Nothing goes wrong. */
    public static final Faults NONE = new Faults(0, 0, Duration.ZERO, 0);

    /**
     * Checks the components.
     *
     * @param unavailable how often it is refused, with nothing done: 0 to 1
     * @param slow how often it waits before it is carried out, and how often its answer waits: 0 to 1
     * @param maxDelay how long it waits at most
     * @param replyLost how often it is carried out but never answered: 0 to 1
     */
    public Faults {
        requireShare("unavailable", unavailable);
        requireShare("slow", slow);
        requireShare("replyLost", replyLost);
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("maxDelay must be zero or more, but was " + maxDelay);
        }
    }

    /**
     * Only this.
     *
     * @param share how often it is refused, with nothing done
     * @return the faults
     */
    public static Faults unavailable(double share) {
        return new Faults(share, 0, Duration.ZERO, 0);
    }

    /**
     * Only this.
     *
     * @param share how often it waits
     * @param maxDelay how long at most
     * @return the faults
     */
    public static Faults slow(double share, Duration maxDelay) {
        return new Faults(0, share, maxDelay, 0);
    }

    /**
     * Only this.
     *
     * @param share how often it is carried out but never answered
     * @return the faults
     */
    public static Faults replyLost(double share) {
        return new Faults(0, 0, Duration.ZERO, share);
    }

    private static void requireShare(String field, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(field + " must be between 0 and 1, but was " + share);
        }
    }
}
