package dev.eventstore.core.subscriber;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which events a subscriber was handed and has not acknowledged. Thread-safe: events are handed over by one thread at a time,
 * acknowledged by any.
 *
 * <p>An event that the selector refused counts as acknowledged as soon as everything handed over before it is: so each open
 * event knows up to which number only refused ones follow.
 */
final class AckWindow {

    /** What an acknowledgement of a number means. */
    enum Standing {
        /** The event was handed over and may be acknowledged, or was already. */
        HELD,
        /** The event was handed over, but taken back since. */
        TAKEN_BACK,
        /** The event was not handed over. */
        UNKNOWN
    }

    private final ConcurrentSkipListMap<Long, Long> open = new ConcurrentSkipListMap<>();
    private final AtomicLong handedOver = new AtomicLong();
    private final AtomicLong takenBack = new AtomicLong();

    /** An event is handed over. */
    void handedOver(long number) {
        open.put(number, number);
        handedOver.set(number);
    }

    /** An event was refused; returns its number if it can be acknowledged at once. */
    OptionalLong passedOver(long number) {
        var last = open.lastEntry();
        boolean waits = last != null && open.computeIfPresent(last.getKey(), (open, upTo) -> number) != null;
        return waits ? OptionalLong.empty() : OptionalLong.of(number);
    }

    Standing standing(long number) {
        if (number <= handedOver.get()) {
            return Standing.HELD;
        }
        return number <= takenBack.get() ? Standing.TAKEN_BACK : Standing.UNKNOWN;
    }

    /** Closes every event up to a number; returns up to where that acknowledges, empty if nothing was open. */
    OptionalLong acknowledge(long number) {
        long upTo = -1;
        for (Long key : open.headMap(number, true).keySet()) {
            Long covered = open.remove(key);
            if (covered != null) {
                upTo = Math.max(upTo, covered);
            }
        }
        return upTo < 0 ? OptionalLong.empty() : OptionalLong.of(upTo);
    }

    /** Everything that was handed over will be delivered again. */
    void takeBack() {
        takenBack.accumulateAndGet(handedOver.getAndSet(0), Math::max);
        open.clear();
    }
}
