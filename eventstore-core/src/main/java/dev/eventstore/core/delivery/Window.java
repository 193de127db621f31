package dev.eventstore.core.delivery;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Every wanted event from the first that is not handled up to what was read, and what attachments have told of those above:
 * they may have them from another owner, who had read further.
 */
final class Window {

    private final Deque<Slot> slots = new ArrayDeque<>();
    private final TreeMap<Long, Slot> told = new TreeMap<>();
    private final KeyQueues queues;
    private LongPredicate parked = number -> false;
    private long received;
    private int handled;

    Window(KeyQueues queues) {
        this.queues = queues;
    }

    void clear() {
        slots.clear();
        told.clear();
        queues.clear();
        handled = 0;
    }

    void start(long checkpoint) {
        received = checkpoint;
    }

    long received() {
        return received;
    }

    int size() {
        return slots.size();
    }

    /** Every event up to this number was handled or passed over. */
    long checkpoint() {
        return slots.isEmpty() ? received : slots.getFirst().number - 1;
    }

    /** What the checkpoint is when these have been handled, too. */
    long checkpointWith(Set<Long> numbers) {
        for (Slot slot : slots) {
            if (!slot.handled && !numbers.contains(slot.number)) {
                return slot.number - 1;
            }
        }
        return received;
    }

    int handled() {
        return handled;
    }

    void checkpointed() {
        handled = 0;
    }

    /** Which events are parked: they count as handled once nobody holds them. */
    void parked(LongPredicate whether) {
        parked = whether;
    }

    /** An event is parked now; if it waits, it waits no more. */
    void parkedNow(long number, @Nullable String key) {
        Slot slot = queues.waiting(number, key);
        if (slot != null) {
            finish(slot);
        }
        trim();
    }

    /** An event was read that has to be handled. */
    void enter(StoredEvent event, Optional<String> key) {
        received = event.number();
        Slot known = told.isEmpty() ? null : told.remove(received);
        boolean isFree = known == null || known.seat == null;
        if (known != null && known.handled || isFree && parked.test(received)) {
            handled++;
            return;
        }
        Slot slot = known == null ? new Slot(received) : known;
        slot.event = event;
        slots.addLast(slot);
        if (slot.seat == null) {
            queues.know(slot, key);
            queues.await(slot);
        }
    }

    /** Nothing was read up to this number that has to be handled: what was not received yet is passed over, and counts. */
    void passOver(long number) {
        handled = (int) Math.min(Integer.MAX_VALUE / 2, handled + Math.max(0, number - received));
        skipTo(number);
    }

    /** There is nothing more up to this number that has to be handled. */
    void skipTo(long number) {
        received = Math.max(received, number);
        if (!told.isEmpty()) {
            told.headMap(received, true).clear();
        }
    }

    /** Every event up to this number was handled, by whomever, and above it these. */
    void told(long settled, List<Long> acknowledged) {
        slots.stream().takeWhile(slot -> slot.number <= settled).forEach(this::finish);
        skipTo(settled);
        Map<Long, Slot> read = read(acknowledged);
        for (long number : acknowledged) {
            if (number > received) {
                told.computeIfAbsent(number, Slot::new).handled = true;
            } else if (read.containsKey(number)) {
                finish(read.get(number));
            }
        }
        trim();
    }

    /**
     * A seat holds these events from before, if none of them was handled, is in flight elsewhere, or would be beside another of
     * its key; returns whether it does. One that is parked was passed over, and is in nobody's way.
     */
    boolean holds(Seat seat, List<Long> held, Map<Long, String> keys) {
        Map<Long, Slot> read = read(held);
        for (long number : held) {
            Slot known = number > received ? told.computeIfAbsent(number, Slot::new) : read.get(number);
            boolean passed = parked.test(number) && (known == null || known.handled);
            Slot slot = passed ? new Slot(number) : known;
            if (slot == null || slot.handled || slot.seat != null) {
                putBack(seat);
                return false;
            }
            slot.handled = passed;
            if (slot.event == null) {
                queues.know(slot, Optional.ofNullable(keys.get(number)));
            }
            if (slot.queue == null || !slot.queue.isOpenTo(seat)) {
                putBack(seat);
                return false;
            }
            queues.leave(slot);
            queues.fly(slot, seat);
            seat.hold(slot);
        }
        return true;
    }

    /** Whether attachments have told of events that were not read yet. */
    boolean isToldAhead() {
        return !told.isEmpty();
    }

    /** A seat has handled an event that was in flight there. */
    void handled(Slot slot, Seat seat) {
        queues.land(slot, seat);
        finish(slot);
    }

    /** Forgets what is handled, up to the first that is not. */
    void trim() {
        while (!slots.isEmpty() && slots.getFirst().handled) {
            slots.removeFirst();
        }
    }

    /** What a seat has in flight waits again, each in its place. */
    void putBack(Seat seat) {
        for (Slot slot = seat.land(); slot != null; slot = seat.land()) {
            queues.land(slot, seat);
            if (slot.event != null && !slot.handled) {
                if (parked.test(slot.number)) {
                    finish(slot);
                } else {
                    queues.await(slot);
                }
            }
        }
        trim();
    }

    private void finish(Slot slot) {
        if (slot.event != null && !slot.handled) {
            handled++;
            queues.leave(slot);
        }
        slot.handled = true;
    }

    /** By number; empty if no number is asked for. */
    private Map<Long, Slot> read(List<Long> numbers) {
        Map<Long, Slot> read = new HashMap<>();
        if (!numbers.isEmpty()) {
            slots.forEach(slot -> read.put(slot.number, slot));
        }
        return read;
    }
}
