package dev.eventstore.core.delivery;

import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription has parked, as its owner knows it under one lease: of a key nothing is delivered that is behind what is
 * parked, and what comes waits here to be parked behind. It says what is so; the storage decides. Confined to the mailbox of the process.
 */
public final class ParkingLot {

    private final Map<UUID, Seat> seats;
    private final Window window;
    private final KeyQueues queues;
    private final TreeMap<Long, Optional<String>> numbers = new TreeMap<>();
    private final Map<String, TreeSet<Long>> keys = new HashMap<>();

    /** What is about to be parked, by key. */
    private final Map<String, TreeSet<Long>> closing = new HashMap<>();

    private long token;

    ParkingLot(Map<UUID, Seat> seats, Window window, KeyQueues queues) {
        this.seats = seats;
        this.window = window;
        this.queues = queues;
        queues.parkedFrom(this::parkedFrom);
        window.parked(numbers::containsKey);
    }

    /** Behind which number of a key nothing is delivered: the first that is parked, or what is before one that is about to be. */
    private long parkedFrom(String key) {
        return Math.min(first(keys.get(key)), first(closing.get(key)) - 1);
    }

    /** Where it is not known what is at the front, nothing is before it. */
    private static long first(@Nullable TreeSet<Long> some) {
        return some == null ? Long.MAX_VALUE : some.isEmpty() ? 0 : some.first();
    }

    /** The lease was taken, and this is parked. */
    public void leased(long newToken, List<ParkedKey> parked) {
        clear();
        token = newToken;
        parked.forEach(each -> add(each.number(), each.key()));
    }

    void clear() {
        token = 0;
        numbers.clear();
        keys.clear();
        closing.clear();
    }

    /** The token under which this is known, 0 without a lease. */
    public long token() {
        return token;
    }

    /** How many events are parked. */
    public int size() {
        return numbers.size();
    }

    /** Whether an event is parked. */
    public boolean isParked(long number) {
        return numbers.containsKey(number);
    }

    /** The key of a parked event, null if it has none or is not parked. */
    public @Nullable String keyOf(long number) {
        return numbers.getOrDefault(number, Optional.empty()).orElse(null);
    }

    /** Whether an event of a key that is before this number is parked, or about to be. */
    public boolean isBehind(@Nullable String key, long number) {
        return key != null && parkedFrom(key) < number;
    }

    /** What an attachment holds of an event: it, and later ones of its key; empty if it does not hold it or that is not read yet. */
    public List<StoredEvent> held(UUID attachment, long number) {
        Seat seat = seats.get(attachment);
        List<Slot> inFlight = seat == null ? List.of() : seat.inFlight();
        Optional<Slot> failed = inFlight.stream()
                .filter(slot -> slot.number == number && slot.event != null)
                .findFirst();
        return failed.map(first -> inFlight.stream()
                        .filter(slot ->
                                slot == first || slot.number > number && !slot.handled && isSameKey(slot, first))
                        .sorted(Comparator.comparingLong(slot -> slot.number))
                        .<StoredEvent>mapMulti((slot, next) -> {
                            if (slot.event != null) {
                                next.accept(slot.event);
                            }
                        })
                        .toList())
                .orElse(List.of());
    }

    /** Whether an attachment holds, from another owner, what was looked for since and does not exist any more. */
    public boolean isGone(UUID attachment, long number) {
        Seat seat = seats.get(attachment);
        return seat != null
                && number <= window.received()
                && seat.inFlight().stream()
                        .anyMatch(slot -> slot.number == number && slot.event == null && !slot.handled);
    }

    /** The key of an event that is in flight, null if it has none. */
    public @Nullable String keyInFlight(UUID attachment, long number) {
        Seat seat = seats.get(attachment);
        List<Slot> inFlight = seat == null ? List.of() : seat.inFlight();
        for (Slot slot : inFlight) {
            if (slot.number == number && slot.queue != null) {
                return slot.queue.key;
            }
        }
        return null;
    }

    private static boolean isSameKey(Slot slot, Slot other) {
        String key = slot.queue == null ? null : slot.queue.key;
        return key != null && other.queue != null && key.equals(other.queue.key);
    }

    /** Whether an event of a key is in flight that is not parked, or one before this number waits or may be still to be read. */
    public boolean isBusy(@Nullable String key, long number) {
        if (key == null) {
            return false;
        }
        return number > window.received()
                || queues.hasBefore(key, number)
                || seats.values().stream()
                        .flatMap(seat -> seat.inFlight().stream())
                        .anyMatch(slot ->
                                slot.queue != null && key.equals(slot.queue.key) && !numbers.containsKey(slot.number));
    }

    /** An event that waits to be parked behind another. */
    public record Waiting(StoredEvent event, String key) {}

    /** The events that wait to be parked behind others of their keys, in order. */
    public List<Waiting> waiting(int limit) {
        List<Waiting> found = new ArrayList<>();
        for (KeyQueue queue : queues.blocked()) {
            String key = queue.key;
            if (key != null) {
                long from = parkedFrom(key);
                for (Slot slot : queue.waiting.values()) {
                    if (slot.number > from && slot.event != null) {
                        found.add(new Waiting(slot.event, key));
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(each -> each.event().number()));
        return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
    }

    /** An event of a key is about to be parked: neither it nor what is behind it is delivered from now on. */
    public void close(@Nullable String key, long number) {
        if (key != null) {
            closing.computeIfAbsent(key, first -> new TreeSet<>()).add(number);
            queues.replace(key);
        }
    }

    /** Every event up to this number was acknowledged, passed over, or is among those that are about to be parked. */
    public long checkpointWith(Set<Long> toBeParked) {
        return window.checkpointWith(toBeParked);
    }

    /** An event is parked, and durably so. */
    public void add(long number, @Nullable String key) {
        numbers.put(number, Optional.ofNullable(key));
        if (key != null) {
            keys.computeIfAbsent(key, first -> new TreeSet<>()).add(number);
            closing.computeIfPresent(key, (same, some) -> some.remove(number) && some.isEmpty() ? null : some);
            queues.replace(key);
        }
        window.parkedNow(number, key);
    }

    /** An event is not parked any more. */
    public void remove(long number) {
        String key = keyOf(number);
        numbers.remove(number);
        TreeSet<Long> others = key == null ? null : keys.get(key);
        if (others != null) {
            others.remove(number);
            queues.replace(Objects.requireNonNull(key));
        }
    }

    /** Nothing of a key is parked any more, as the storage says. */
    public void free(String key) {
        free(key, Long.MAX_VALUE);
    }

    /** Nothing of a key is parked before this number, as the storage says. */
    public void free(String key, long number) {
        TreeSet<Long> parked = keys.getOrDefault(key, new TreeSet<>());
        Set<Long> gone = parked.headSet(number);
        numbers.keySet().removeAll(gone);
        gone.clear();
        if (parked.isEmpty()) {
            keys.remove(key);
        }
        queues.replace(key);
    }

    /** Which of the events that an attachment holds are parked: this one, and later ones of its key; none if it is not. */
    public List<Long> parkedAt(UUID attachment, long number) {
        Seat seat = seats.get(attachment);
        List<Slot> inFlight = seat == null ? List.of() : seat.inFlight();
        Optional<Slot> first = inFlight.stream()
                .filter(slot -> slot.number == number && isParked(number))
                .findFirst();
        return first.map(one -> inFlight.stream()
                        .filter(slot -> slot == one || slot.number > number && isSameKey(slot, one))
                        .map(slot -> slot.number)
                        .filter(numbers::containsKey)
                        .sorted()
                        .toList())
                .orElse(List.of());
    }
}
