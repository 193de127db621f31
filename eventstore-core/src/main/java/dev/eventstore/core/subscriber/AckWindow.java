package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which events a subscriber was handed and has not acknowledged, in the order of delivery. Thread-safe: events are handed over
 * by one thread at a time, acknowledged by any; each step is one under the lock of the window.
 *
 * <p>An event that the selector refused counts as acknowledged as soon as everything delivered before it is: so each open event
 * knows up to which delivery only refused ones follow. Positions tell events of one number apart: of a stream that was removed
 * and written again, and of the one before. And an event that was taken back and is delivered again is another object: whoever
 * still has the first says nothing of the second, before which others may have come in the meantime. Whoever is still busy
 * handing over what was taken back in the meantime is told by its generation, and changes nothing any more.
 */
final class AckWindow {

    /** What an acknowledgement of an event means. */
    enum Standing {
        /** The event was handed over and may be acknowledged, or was already. */
        HELD,
        /** The event was handed over, but taken back since. */
        TAKEN_BACK,
        /** The event was not handed over. */
        UNKNOWN
    }

    /**
     * What an acknowledgement came to.
     *
     * @param standing what the event was
     * @param upTo up to which place everything is acknowledged by it, empty if nothing was open
     */
    record Acknowledged(Standing standing, OptionalLong upTo) {}

    /** An event, and the place and number of the last refused one behind it, else its own. */
    private record Open(RecordedEvent event, long upTo, long upToNumber) {}

    /** By place in the order of delivery. */
    private final TreeMap<Long, Open> open = new TreeMap<>();

    /** The places of those that are open, by number. */
    private final Map<Long, Long> places = new HashMap<>();

    /** The positions of those that are acknowledged and above the checkpoint, by number. */
    private final TreeMap<Long, Long> acknowledged = new TreeMap<>();

    private final List<WeakReference<RecordedEvent>> former = new ArrayList<>();
    private long checkpoint = -1;
    private long highestTakenBack = -1;
    private long reached;
    private long generation;

    /** How often everything was taken back. */
    synchronized long generation() {
        return generation;
    }

    /** An event is handed over, which is at this place of all that were delivered. */
    synchronized void handedOver(RecordedEvent event, long place, long of) {
        if (of == generation) {
            open.put(place, new Open(event, place, event.number()));
            places.put(event.number(), place);
        }
    }

    /** An event was refused; returns its place if it can be acknowledged at once. */
    synchronized OptionalLong passedOver(long number, long place, long of) {
        if (of != generation) {
            return OptionalLong.empty();
        }
        return passed(open.lastEntry(), place, number);
    }

    /** Whether the event at a place is open. */
    synchronized boolean isOpen(long place) {
        return open.containsKey(place);
    }

    /** An event is given up: it counts as acknowledged once those before it are; returns the place up to which they are. */
    synchronized OptionalLong dropped(long number, long place, long of) {
        if (of != generation) {
            return OptionalLong.empty();
        }
        Open closed = open.remove(place);
        if (closed == null) {
            return passed(open.lowerEntry(place), place, number);
        }
        closed(place, closed);
        return passed(open.lowerEntry(place), closed.upTo(), closed.upToNumber());
    }

    /** What lies up to a place and a number goes with the last that is open before it, else it is acknowledged. */
    private OptionalLong passed(Map.@Nullable Entry<Long, Open> before, long upTo, long upToNumber) {
        if (before != null) {
            open.put(before.getKey(), new Open(before.getValue().event(), upTo, upToNumber));
            return OptionalLong.empty();
        }
        reached = Math.max(reached, upToNumber);
        return OptionalLong.of(upTo);
    }

    /** What an acknowledgement of this event would mean. */
    synchronized Standing standing(RecordedEvent event) {
        long number = event.number();
        Long place = places.get(number);
        if (place != null) {
            RecordedEvent held = open.get(place).event();
            boolean another = held != event && (held.position() != event.position() || isFormer(event));
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

    /** Closes an event that is held, and all delivered before it. */
    synchronized Acknowledged acknowledge(RecordedEvent event) {
        Standing standing = standing(event);
        Long last = places.get(event.number());
        if (standing != Standing.HELD || last == null) {
            return new Acknowledged(standing, OptionalLong.empty());
        }
        Map<Long, Open> before = open.headMap(last, true);
        long upTo = 0;
        for (Map.Entry<Long, Open> each : before.entrySet()) {
            closed(each.getKey(), each.getValue());
            upTo = Math.max(upTo, each.getValue().upTo());
            reached = Math.max(reached, each.getValue().upToNumber());
        }
        before.clear();
        return new Acknowledged(standing, OptionalLong.of(upTo));
    }

    private void closed(long place, Open event) {
        long number = event.event().number();
        acknowledged.put(number, event.event().position());
        places.remove(number, place);
    }

    /** The highest number that was acknowledged or passed over here. */
    synchronized long reached() {
        return reached;
    }

    /** The checkpoint is durable up to here. */
    synchronized void durable(long number) {
        checkpoint = Math.max(checkpoint, number);
        acknowledged.headMap(number, true).clear();
    }

    /** Everything that was handed over will be delivered again. */
    synchronized void takeBack() {
        generation++;
        former.removeIf(each -> each.get() == null);
        takenBack(checkpoint);
        open.values().forEach(each -> {
            former.add(new WeakReference<>(each.event()));
            takenBack(each.event().number());
        });
        acknowledged.keySet().forEach(this::takenBack);
        open.clear();
        places.clear();
        acknowledged.clear();
        checkpoint = -1;
        reached = 0;
    }

    /** An event that was replayed comes as one that is not: whoever still has the first says nothing of the second. */
    synchronized void replaced(RecordedEvent event) {
        former.removeIf(each -> each.get() == null);
        former.add(new WeakReference<>(event));
    }

    private void takenBack(long number) {
        highestTakenBack = Math.max(highestTakenBack, number);
    }

    private boolean isFormer(RecordedEvent event) {
        return former.stream().anyMatch(each -> each.get() == event);
    }
}
