package dev.eventstore.core.delivery;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one attachment holds, in the order in which it was delivered. Deliveries are counted over the life of the attachment, so
 * an acknowledgement names how many of them are handled: whatever came before, under whatever owner.
 */
final class Seat {

    final UUID id;

    /** The queues of the keys that it holds alone and that have more, by the lowest number that waits. */
    final TreeMap<Long, KeyQueue> own = new TreeMap<>();

    private final Deque<Slot> inFlight = new ArrayDeque<>();
    private long delivered;
    private long turn;

    Seat(UUID id, long delivered) {
        this.id = id;
        this.delivered = delivered;
    }

    /** Of several, the one that was served longest ago. */
    static Seat servedLongestAgo(List<Seat> seats) {
        return seats.size() == 1
                ? seats.get(0)
                : seats.stream().min(Comparator.comparingLong(Seat::turn)).orElseThrow();
    }

    /** What is in flight, in the order of delivery. */
    List<Slot> inFlight() {
        return List.copyOf(inFlight);
    }

    int load() {
        return inFlight.size();
    }

    long delivered() {
        return delivered;
    }

    /** When it was last served, as a count of all deliveries. */
    long turn() {
        return turn;
    }

    void deliver(Slot slot, long thisTurn) {
        hold(slot);
        delivered++;
        turn = thisTurn;
    }

    /** It holds an event that is among those delivered already. */
    void hold(Slot slot) {
        slot.seat = this;
        inFlight.addLast(slot);
    }

    /** The next event that an acknowledgement covers, which is not in flight any more; null if there is none. */
    @Nullable
    Slot handled(long upTo) {
        return !inFlight.isEmpty() && delivered - inFlight.size() < upTo ? land() : null;
    }

    /** The first event in flight, which is not any more; null if there is none. */
    @Nullable
    Slot land() {
        Slot first = inFlight.pollFirst();
        if (first != null) {
            first.seat = null;
        }
        return first;
    }

    /** Nothing of what was delivered is in flight any more. */
    void clear() {
        inFlight.clear();
        own.clear();
    }
}
