package dev.eventstore.core.delivery;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events of one partition key that wait, in order, and who holds earlier ones. Its places are {@link KeyQueues}' to change. */
final class KeyQueue {

    /** Null for the queue of all events without a key, which nobody ever holds. */
    final @Nullable String key;

    final ByNumber<Slot> waiting = new ByNumber<>();

    /** Who has events of the key in flight: more go to it alone. */
    @Nullable
    Seat holder;

    int atHolder;

    /** How many are in flight at others than the holder, which only those can have who had them before an owner changed. */
    int elsewhere;

    /** Where it stands to be served, and under what number; null where it must not be. */
    @Nullable
    TreeMap<Long, KeyQueue> place;

    long at;

    KeyQueue(@Nullable String key) {
        this.key = key;
    }

    boolean isHeld() {
        return atHolder + elsewhere > 0;
    }

    /** Whether an event of the key may be at a seat, as far as others are concerned. */
    boolean isOpenTo(Seat seat) {
        return elsewhere == 0 && (holder == null || holder == seat);
    }
}
