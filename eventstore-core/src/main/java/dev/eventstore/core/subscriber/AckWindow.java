package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.delivery.ByNumber;
import dev.eventstore.core.subscription.SubscriptionKey;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which events a subscriber was handed and has not acknowledged, in the order of delivery. Thread-safe: events are handed over
 * by one thread at a time, acknowledged by any.
 *
 * <p>An event that the selector refused counts as acknowledged as soon as everything delivered before it is: so each open event
 * knows up to which delivery only refused ones follow. Positions tell events of one number apart: of a stream that was removed
 * and written again, and of the one before. And an event that was taken back and is delivered again is another object: whoever
 * still has the first says nothing of the second, before which others may have come in the meantime.
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

    /** An event, and the place and number of the last refused one behind it, else its own. */
    private record Open(RecordedEvent event, long upTo, long upToNumber) {}

    private final Lock lock = new ReentrantLock();

    /** By place in the order of delivery. */
    private final ByNumber<Open> open = new ByNumber<>();

    /** The places of those that are open, by number. */
    private final ByNumber<Long> places = new ByNumber<>();

    /** The positions of those that are acknowledged and above the checkpoint, by number. */
    private final ByNumber<Long> acknowledged = new ByNumber<>();

    private final List<WeakReference<RecordedEvent>> former = new ArrayList<>();
    private long checkpoint = -1;
    private long highestTakenBack = -1;
    private long reached;

    /** An event is handed over, which is at this place of all that were delivered. */
    void handedOver(RecordedEvent event, long place) {
        lock.lock();
        try {
            open.put(place, new Open(event, place, event.number()));
            places.put(event.number(), place);
        } finally {
            lock.unlock();
        }
    }

    /** An event was refused; returns its place if it can be acknowledged at once. */
    OptionalLong passedOver(long number, long place) {
        lock.lock();
        try {
            return upTo(open.lastNumberBelow(Long.MAX_VALUE), place, number);
        } finally {
            lock.unlock();
        }
    }

    /** Everything up to a place is acknowledged, at once or with the open event before it. */
    private OptionalLong upTo(@Nullable Long before, long place, long number) {
        Open waits = before == null ? null : open.get(before);
        if (waits != null) {
            open.put(before, new Open(waits.event(), place, number));
            return OptionalLong.empty();
        }
        reached = Math.max(reached, number);
        return OptionalLong.of(place);
    }

    /** Whether the event at a place is open. */
    boolean isOpen(long place) {
        lock.lock();
        try {
            return open.get(place) != null;
        } finally {
            lock.unlock();
        }
    }

    /** An event is given up: it counts as acknowledged once those before it are; returns the place up to which they are. */
    OptionalLong dropped(long number, long place) {
        lock.lock();
        try {
            Open closed = open.remove(place);
            if (closed != null) {
                close(number, place, closed);
            }
            return upTo(
                    open.lastNumberBelow(place),
                    closed == null ? place : closed.upTo(),
                    closed == null ? number : closed.upToNumber());
        } finally {
            lock.unlock();
        }
    }

    private void close(long number, long place, Open closed) {
        acknowledged.put(number, closed.event().position());
        if (Objects.equals(places.get(number), place)) {
            places.remove(number);
        }
    }

    /**
     * Whether an event that is to be acknowledged was taken back.
     *
     * @throws IllegalArgumentException if it was not handed over
     */
    boolean isTakenBack(RecordedEvent event, SubscriptionKey key) {
        Standing standing = standing(event);
        if (standing == Standing.UNKNOWN) {
            throw new IllegalArgumentException(
                    "event " + event.number() + " must not be acknowledged: it was not delivered" + " by subscription '"
                            + key.name() + "' of stream '" + key.stream() + "'");
        }
        return standing == Standing.TAKEN_BACK;
    }

    Standing standing(RecordedEvent event) {
        lock.lock();
        try {
            return standing(event, event.number());
        } finally {
            lock.unlock();
        }
    }

    private Standing standing(RecordedEvent event, long number) {
        Long place = places.get(number);
        Open held = place == null ? null : open.get(place);
        if (held != null) {
            boolean another = held.event() != event && (held.event().position() != event.position() || isFormer(event));
            return another ? Standing.TAKEN_BACK : Standing.HELD;
        }
        Long position = acknowledged.get(number);
        if (position != null) {
            return position == event.position() ? Standing.HELD : Standing.TAKEN_BACK;
        }
        if (number <= checkpoint) {
            return Standing.HELD;
        }
        return number <= highestTakenBack ? Standing.TAKEN_BACK : Standing.UNKNOWN;
    }

    /** Closes an event and all delivered before it; returns up to which place that acknowledges, empty if nothing was open. */
    OptionalLong acknowledge(long number) {
        lock.lock();
        try {
            Long last = places.get(number);
            long upTo = -1;
            while (last != null && !open.isEmpty() && open.firstNumber() <= last) {
                long place = open.firstNumber();
                Open closed = Objects.requireNonNull(open.removeFirst());
                close(closed.event().number(), place, closed);
                upTo = Math.max(upTo, closed.upTo());
                reached = Math.max(reached, closed.upToNumber());
            }
            return upTo < 0 ? OptionalLong.empty() : OptionalLong.of(upTo);
        } finally {
            lock.unlock();
        }
    }

    /** The highest number that was acknowledged or passed over here. */
    long reached() {
        lock.lock();
        try {
            return reached;
        } finally {
            lock.unlock();
        }
    }

    /** The checkpoint is durable up to here. */
    void durable(long number) {
        lock.lock();
        try {
            checkpoint = Math.max(checkpoint, number);
            acknowledged.removeUpTo(number);
        } finally {
            lock.unlock();
        }
    }

    /** Everything that was handed over will be delivered again. */
    void takeBack() {
        lock.lock();
        try {
            former.removeIf(each -> each.get() == null);
            highestTakenBack = Math.max(highestTakenBack, checkpoint);
            checkpoint = -1;
            for (Open each : open.values()) {
                former.add(new WeakReference<>(each.event()));
                highestTakenBack = Math.max(highestTakenBack, each.event().number());
            }
            for (long number : acknowledged.numbers()) {
                highestTakenBack = Math.max(highestTakenBack, number);
            }
            open.clear();
            places.clear();
            acknowledged.clear();
            reached = 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFormer(RecordedEvent event) {
        return former.stream().anyMatch(each -> each.get() == event);
    }
}
