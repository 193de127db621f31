package dev.eventstore.core.routing;

import java.util.BitSet;

/**
 * The ids of one sender's requests that have come, so that none is handled twice, however often it comes. Ids grow, so only the
 * newest are kept: one that is older than all of them counts as seen. Thread-safe: guarded by itself.
 */
final class SeenIds {

    private static final int WINDOW = 1 << 17;

    private BitSet seen = new BitSet();
    private long newest;
    private long forgotten;

    /** Whether this id has not come before; from now on it has. */
    boolean first(long id) {
        return mark(id);
    }

    /** An id that must not be handled when it comes later. */
    void drop(long id) {
        mark(id);
    }

    /** Gives its memory back: all up to the newest id counts as seen. */
    synchronized void forget() {
        if (forgotten < newest) {
            forgotten = newest;
            seen = new BitSet();
        }
    }

    private synchronized boolean mark(long id) {
        if (id <= newest - WINDOW || id <= forgotten || id <= 0) {
            return false;
        }
        if (id - newest >= WINDOW) {
            seen.clear();
            newest = id;
        }
        while (newest < id) {
            newest++;
            seen.clear(slot(newest));
        }
        boolean first = !seen.get(slot(id));
        seen.set(slot(id));
        return first;
    }

    private static int slot(long id) {
        return (int) (id & (WINDOW - 1));
    }
}
