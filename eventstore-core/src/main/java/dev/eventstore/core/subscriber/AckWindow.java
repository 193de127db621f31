package dev.eventstore.core.subscriber;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which events a subscriber was handed and has not acknowledged. Thread-safe: events are handed over by one thread at a time,
 * acknowledged by any.
 *
 * <p>An event that the selector refused counts as acknowledged as soon as everything handed over before it is: so each open
 * event knows up to which number only refused ones follow. Positions tell events of one number apart: of a stream that was
 * removed and written again, and of the one before.
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

    private record Open(long position, long upTo) {}

    private final ConcurrentSkipListMap<Long, Open> open = new ConcurrentSkipListMap<>();
    private final AtomicLong handedOver = new AtomicLong();
    private final AtomicLong takenBack = new AtomicLong();

    /** An event is handed over. */
    void handedOver(long number, long position) {
        open.put(number, new Open(position, number));
        handedOver.set(number);
    }

    /** An event was refused; returns its number if it can be acknowledged at once. */
    OptionalLong passedOver(long number) {
        var last = open.lastEntry();
        boolean waits = last != null
                && open.computeIfPresent(last.getKey(), (key, event) -> new Open(event.position(), number)) != null;
        return waits ? OptionalLong.empty() : OptionalLong.of(number);
    }

    Standing standing(long number, long position) {
        if (number <= handedOver.get()) {
            // Whatever was acknowledged has nothing open before it.
            var last = open.floorEntry(number);
            boolean another =
                    last != null && (last.getKey() != number || last.getValue().position() != position);
            return another ? Standing.TAKEN_BACK : Standing.HELD;
        }
        return number <= takenBack.get() ? Standing.TAKEN_BACK : Standing.UNKNOWN;
    }

    /** Closes every event up to a number; returns up to where that acknowledges, empty if nothing was open. */
    OptionalLong acknowledge(long number) {
        long upTo = -1;
        for (Long key : open.headMap(number, true).keySet()) {
            Open covered = open.remove(key);
            if (covered != null) {
                upTo = Math.max(upTo, covered.upTo());
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
