package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.subscription.SubscriptionKey;
import java.lang.ref.WeakReference;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

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

    /** By place in the order of delivery. */
    private final ConcurrentSkipListMap<Long, Open> open = new ConcurrentSkipListMap<>();

    /** The places of those that are open, by number. */
    private final ConcurrentHashMap<Long, Long> places = new ConcurrentHashMap<>();

    /** The positions of those that are acknowledged and above the checkpoint, by number. */
    private final ConcurrentSkipListMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();

    private final ConcurrentLinkedQueue<WeakReference<RecordedEvent>> former = new ConcurrentLinkedQueue<>();
    private final AtomicLong checkpoint = new AtomicLong(-1);
    private final AtomicLong highestTakenBack = new AtomicLong(-1);
    private final AtomicLong reached = new AtomicLong();

    /** An event is handed over, which is at this place of all that were delivered. */
    void handedOver(RecordedEvent event, long place) {
        open.put(place, new Open(event, place, event.number()));
        places.put(event.number(), place);
    }

    /** An event was refused; returns its place if it can be acknowledged at once. */
    OptionalLong passedOver(long number, long place) {
        var last = open.lastEntry();
        boolean waits = last != null
                && open.computeIfPresent(last.getKey(), (key, event) -> new Open(event.event(), place, number)) != null;
        if (waits) {
            return OptionalLong.empty();
        }
        reached.accumulateAndGet(number, Math::max);
        return OptionalLong.of(place);
    }

    /** Whether the event at a place is open. */
    boolean isOpen(long place) {
        return open.containsKey(place);
    }

    /** An event is given up: it counts as acknowledged once those before it are; returns the place up to which they are. */
    OptionalLong dropped(long number, long place) {
        Open closed = open.remove(place);
        if (closed != null) {
            acknowledged.put(number, closed.event().position());
            places.remove(number, place);
        }
        long upTo = closed == null ? place : closed.upTo();
        long upToNumber = closed == null ? number : closed.upToNumber();
        var before = open.lowerEntry(place);
        boolean waits = before != null
                && open.computeIfPresent(before.getKey(), (key, event) -> new Open(event.event(), upTo, upToNumber))
                        != null;
        if (waits) {
            return OptionalLong.empty();
        }
        reached.accumulateAndGet(upToNumber, Math::max);
        return OptionalLong.of(upTo);
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
        long number = event.number();
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
        if (number <= checkpoint.get()) {
            return Standing.HELD;
        }
        return number <= highestTakenBack.get() ? Standing.TAKEN_BACK : Standing.UNKNOWN;
    }

    /** Closes an event and all delivered before it; returns up to which place that acknowledges, empty if nothing was open. */
    OptionalLong acknowledge(long number) {
        Long last = places.get(number);
        long upTo = -1;
        if (last != null) {
            for (Long place : open.headMap(last, true).keySet()) {
                Open closed = open.remove(place);
                if (closed != null) {
                    acknowledged.put(closed.event().number(), closed.event().position());
                    places.remove(closed.event().number(), place);
                    upTo = Math.max(upTo, closed.upTo());
                    reached.accumulateAndGet(closed.upToNumber(), Math::max);
                }
            }
        }
        return upTo < 0 ? OptionalLong.empty() : OptionalLong.of(upTo);
    }

    /** The highest number that was acknowledged or passed over here. */
    long reached() {
        return reached.get();
    }

    /** The checkpoint is durable up to here. */
    void durable(long number) {
        checkpoint.accumulateAndGet(number, Math::max);
        acknowledged.headMap(number, true).clear();
    }

    /** Everything that was handed over will be delivered again. */
    void takeBack() {
        former.removeIf(each -> each.get() == null);
        highestTakenBack.accumulateAndGet(checkpoint.getAndSet(-1), Math::max);
        open.values().forEach(each -> {
            former.add(new WeakReference<>(each.event()));
            highestTakenBack.accumulateAndGet(each.event().number(), Math::max);
        });
        acknowledged.keySet().forEach(number -> highestTakenBack.accumulateAndGet(number, Math::max));
        open.clear();
        places.clear();
        acknowledged.clear();
        reached.set(0);
    }

    private boolean isFormer(RecordedEvent event) {
        return former.stream().anyMatch(each -> each.get() == event);
    }
}
