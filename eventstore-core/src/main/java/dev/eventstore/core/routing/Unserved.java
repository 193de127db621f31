package dev.eventstore.core.routing;

import java.time.Duration;

/**
 * For how long a node that has asks under way has not served. What may have been handled is waited for a while, since a view may
 * be on its way; a caller below the quorum is then told that nobody knows, as it would be at its deadline. Written by sweeps, of
 * which one runs at a time, and by whoever begins them.
 */
final class Unserved {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

    private volatile long since;

    /** There are asks under way from now on. */
    void begin(long now) {
        since = now;
    }

    /** Whether none of the looks of a while has found that the node serves, nor does this one. */
    boolean isLong(long now, boolean serves) {
        if (serves) {
            since = now;
        }
        return now - since >= PATIENCE_NANOS;
    }
}
