package dev.eventstore.testkit.sim.cluster;

import java.time.Duration;

/**
 * How bytes get from one node to another. Immutable.
 *
 * @param lost how often they do not arrive: 0 to 1; a node hears nothing of another whose bytes are always lost
 * @param repeated how often they arrive twice: 0 to 1
 * @param maxDelay how long they take at most; since each takes its own time, later ones overtake
 */
public record Link(double lost, double repeated, Duration maxDelay) {

    /** Bytes arrive once, soon, perhaps not in order. */
    public static final Link CLEAR = new Link(0, 0, Duration.ofMillis(5));

    /** Nothing arrives. */
    public static final Link CUT = new Link(1, 0, Duration.ZERO);

    /**
     * Checks the components.
     *
     * @param lost how often they do not arrive: 0 to 1
     * @param repeated how often they arrive twice: 0 to 1
     * @param maxDelay how long they take at most
     */
    public Link {
        if (!(lost >= 0 && lost <= 1 && repeated >= 0 && repeated <= 1)) {
            throw new IllegalArgumentException(
                    "lost and repeated must be between 0 and 1, but were " + lost + " and " + repeated);
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("maxDelay must be zero or more, but was " + maxDelay);
        }
    }

    boolean isCut() {
        return lost >= 1;
    }
}
