package dev.eventstore.core.delivery;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait, by partition key. A queue stands among those for anybody, or, while a seat holds an earlier event of the
 * key, among those for that seat alone, always under the number at its head; so the next one to be served is found at once,
 * however many keys are held.
 */
final class KeyQueues {

    private final Map<String, KeyQueue> byKey = new HashMap<>();
    private final TreeMap<Long, KeyQueue> free = new TreeMap<>();
    private final Set<KeyQueue> blocked = new LinkedHashSet<>();
    private ToLongFunction<String> parkedFrom = key -> Long.MAX_VALUE;
    private KeyQueue keyless = new KeyQueue(null);
    private int waiting;

    boolean isEmpty() {
        return waiting == 0;
    }

    void clear() {
        byKey.clear();
        free.clear();
        blocked.clear();
        keyless = new KeyQueue(null);
        waiting = 0;
    }

    /** The key of an event that neither waits nor is in flight becomes known. */
    void know(Slot slot, Optional<String> key) {
        slot.queue = key.map(this::ofKey).orElse(keyless);
    }

    private KeyQueue ofKey(String key) {
        KeyQueue known = byKey.get(key);
        return known == null ? new KeyQueue(key) : known;
    }

    /** An event waits in its place, which is before all that are higher. */
    void await(Slot slot) {
        KeyQueue queue = queue(slot);
        queue.waiting.put(slot.number, slot);
        slot.waits = true;
        waiting++;
        if (queue.key != null) {
            byKey.putIfAbsent(queue.key, queue);
        }
        place(queue);
    }

    /** An event does not wait any more. */
    void leave(Slot slot) {
        if (slot.waits) {
            KeyQueue queue = queue(slot);
            queue.waiting.remove(slot.number);
            slot.waits = false;
            waiting--;
            place(queue);
        }
    }

    /** An event that does not wait is in flight at a seat. */
    void fly(Slot slot, Seat seat) {
        KeyQueue queue = queue(slot);
        if (queue.key == null) {
            return;
        }
        if (!queue.isHeld()) {
            queue.holder = seat;
        }
        if (queue.holder == seat) {
            queue.atHolder++;
        } else {
            queue.elsewhere++;
        }
        byKey.putIfAbsent(queue.key, queue);
        place(queue);
    }

    /** An event that was in flight at a seat is not any more. */
    void land(Slot slot, Seat seat) {
        KeyQueue queue = queue(slot);
        if (queue.key == null) {
            return;
        }
        if (queue.holder != seat) {
            queue.elsewhere--;
        } else if (--queue.atHolder == 0) {
            queue.holder = null;
        }
        place(queue);
    }

    /** The queue with the lowest head that one of these seats may be served from; null if there is none. */
    @Nullable
    KeyQueue next(List<Seat> seats) {
        if (seats.isEmpty()) {
            return null;
        }
        KeyQueue lowest = keyless.waiting.isEmpty() ? null : keyless;
        lowest = lower(lowest, free);
        for (Seat seat : seats) {
            lowest = lower(lowest, seat.own);
        }
        return lowest;
    }

    private static @Nullable KeyQueue lower(@Nullable KeyQueue lowest, TreeMap<Long, KeyQueue> others) {
        if (others.isEmpty()) {
            return lowest;
        }
        KeyQueue other = others.firstEntry().getValue();
        return lowest == null || other.waiting.firstNumber() < lowest.waiting.firstNumber() ? other : lowest;
    }

    /** The event of a number and key, if it waits; null if it does not. */
    @Nullable
    Slot waiting(long number, @Nullable String key) {
        KeyQueue queue = key == null ? keyless : byKey.get(key);
        return queue == null ? null : queue.waiting.get(number);
    }

    /** Behind which number a key is parked: events above it wait, and are not served. */
    void parkedFrom(ToLongFunction<String> after) {
        parkedFrom = after;
    }

    /** The queues in which events wait that are not served, since their key is parked before them. */
    Collection<KeyQueue> blocked() {
        return blocked;
    }

    /** Whether an event of a key waits that is before this number. */
    boolean hasBefore(String key, long number) {
        KeyQueue queue = byKey.get(key);
        return queue != null && !queue.waiting.isEmpty() && queue.waiting.firstNumber() < number;
    }

    /** A key is parked behind another number. */
    void replace(String key) {
        KeyQueue queue = byKey.get(key);
        if (queue != null) {
            place(queue);
        }
    }

    /** What has no key is served from its queue itself. */
    private void place(KeyQueue queue) {
        if (queue == keyless) {
            return;
        }
        boolean waits = !queue.waiting.isEmpty();
        long from = waits && queue.key != null ? parkedFrom.applyAsLong(queue.key) : Long.MAX_VALUE;
        if (waits && queue.waiting.lastNumber() > from) {
            blocked.add(queue);
        } else {
            blocked.remove(queue);
        }
        TreeMap<Long, KeyQueue> wanted = !waits || queue.waiting.firstNumber() > from || queue.elsewhere > 0
                ? null
                : queue.holder == null ? free : queue.holder.own;
        long head = wanted == null ? 0 : queue.waiting.firstNumber();
        if (queue.place != null && (queue.place != wanted || queue.at != head)) {
            queue.place.remove(queue.at);
            queue.place = null;
        }
        if (wanted != null && queue.place == null) {
            wanted.put(head, queue);
        }
        queue.place = wanted;
        queue.at = head;
        if (queue.key != null && queue.waiting.isEmpty() && !queue.isHeld()) {
            byKey.remove(queue.key, queue);
        }
    }

    private static KeyQueue queue(Slot slot) {
        return Objects.requireNonNull(slot.queue, "the event was not read");
    }
}
