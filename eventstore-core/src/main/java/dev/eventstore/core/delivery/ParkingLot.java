package dev.eventstore.core.delivery;

import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription has parked, as its owner knows it under one lease: of a parked key nothing is delivered, and what comes
 * waits here to be parked behind. It says what is so; the storage decides. Confined to the mailbox of the process.
 */
public final class ParkingLot {

    private final Map<UUID, Seat> seats;
    private final Window window;
    private final KeyQueues queues;
    private final TreeMap<Long, Optional<String>> numbers = new TreeMap<>();
    private final Map<String, TreeSet<Long>> keys = new HashMap<>();

    /** The keys of which an event is about to be parked. */
    private final Set<String> closing = new HashSet<>();

    private long token;

    ParkingLot(Map<UUID, Seat> seats, Window window, KeyQueues queues) {
        this.seats = seats;
        this.window = window;
        this.queues = queues;
        queues.parked(key -> keys.containsKey(key) || closing.contains(key));
        window.parked(numbers::containsKey);
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

    /** What an attachment holds of an event: it, and later ones of its key; empty if it does not hold it or that is not read yet. */
    public List<StoredEvent> held(UUID attachment, long number) {
        Seat seat = seats.get(attachment);
        List<Slot> inFlight = seat == null ? List.of() : seat.inFlight();
        Optional<Slot> failed = inFlight.stream()
                .filter(slot -> slot.number == number && slot.event != null)
                .findFirst();
        return failed.map(first -> inFlight.stream()
                        .filter(slot -> slot == first || slot.number > number && isSameKey(slot, first))
                        .sorted(Comparator.comparingLong(slot -> slot.number))
                        .<StoredEvent>mapMulti((slot, next) -> {
                            if (slot.event != null) {
                                next.accept(slot.event);
                            }
                        })
                        .toList())
                .orElse(List.of());
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

    /** Whether an event of a key is in flight that is not parked. */
    public boolean isBusy(@Nullable String key) {
        return key != null
                && seats.values().stream()
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
            for (Slot slot : queue.waiting.values()) {
                if (key != null && slot.event != null) {
                    found.add(new Waiting(slot.event, key));
                }
            }
        }
        found.sort(Comparator.comparingLong(each -> each.event().number()));
        return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
    }

    /** An event of a key is about to be parked: nothing more of it is delivered from now on. */
    public void close(@Nullable String key) {
        if (key != null && closing.add(key)) {
            queues.replace(key);
        }
    }

    /** An event is parked, and durably so. */
    public void add(long number, @Nullable String key) {
        numbers.put(number, Optional.ofNullable(key));
        if (key != null) {
            keys.computeIfAbsent(key, first -> new TreeSet<>()).add(number);
            closing.remove(key);
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
        }
    }

    /** Nothing of a key is parked any more, as the storage says. */
    public void free(String key) {
        TreeSet<Long> gone = keys.remove(key);
        if (gone != null) {
            gone.forEach(numbers::remove);
        }
        queues.replace(key);
    }

    /** Those of some events that are parked. */
    public List<Long> parkedOf(Collection<StoredEvent> events) {
        return events.stream()
                .map(StoredEvent::number)
                .filter(numbers::containsKey)
                .toList();
    }
}
