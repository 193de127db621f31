package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What competing subscribers must see, said simply: a list of all events, a set of those that are handled as far as anybody has
 * told, and what each subscriber has open. It looks at every event each time, and knows no queue. For one thread.
 */
final class MachineOracle {

    private final int bufferSize;
    private final boolean keyed;
    private final TreeMap<Long, StoredEvent> log = new TreeMap<>();
    private final TreeMap<Long, StoredEvent> wanted = new TreeMap<>();
    private final TreeSet<Long> handled = new TreeSet<>();
    private final List<MachineHolder> holders = new ArrayList<>();
    private final ParkingOracle parking = new ParkingOracle(this);
    private boolean leased;
    private long turn;

    MachineOracle(int bufferSize, boolean keyed) {
        this.bufferSize = bufferSize;
        this.keyed = keyed;
    }

    int bufferSize() {
        return bufferSize;
    }

    /** The events of one stream have no key though the others have. */
    Optional<String> key(StoredEvent event) {
        return keyed && !event.stream().equals("key0") ? Optional.of(event.stream()) : Optional.empty();
    }

    /** The keys of those that have one. */
    Map<Long, String> keys(List<Long> numbers) {
        Map<Long, String> keys = new TreeMap<>();
        numbers.forEach(number -> key(wanted.get(number)).ifPresent(key -> keys.put(number, key)));
        return keys;
    }

    void append(StoredEvent event, boolean isWanted) {
        log.put(event.number(), event);
        if (isWanted) {
            wanted.put(event.number(), event);
        }
    }

    long head() {
        return log.isEmpty() ? 0 : log.lastKey();
    }

    int size() {
        return log.size();
    }

    List<StoredEvent> after(long number, int limit) {
        return log.tailMap(number, false).values().stream().limit(limit).toList();
    }

    boolean isLeased() {
        return leased;
    }

    /** What is parked. */
    ParkingOracle parking() {
        return parking;
    }

    Optional<String> keyOf(long number) {
        return key(wanted.get(number));
    }

    /** What has to be handled, in order. */
    TreeMap<Long, StoredEvent> wanted() {
        return wanted;
    }

    /** A subscriber has told that it handled these, if there is anybody who listens. */
    void acknowledged(List<Long> done) {
        if (leased) {
            handled.addAll(done);
        }
    }

    boolean isHandled(long number) {
        return handled.contains(number);
    }

    void handled(long number) {
        handled.add(number);
    }

    boolean isOpen(long number) {
        return holders.stream().anyMatch(holder -> holder.open.contains(number));
    }

    /** Whether somebody has it open who could give it back. */
    boolean isInFlight(long number) {
        return holders.stream().anyMatch(each -> each.has(number));
    }

    private Stream<MachineHolder> others(MachineHolder holder) {
        return holders.stream().filter(each -> each != holder);
    }

    /** An event is stored no more. */
    void forget(long number) {
        log.remove(number);
        wanted.remove(number);
    }

    /** Nobody knows of more than what was durable. */
    void leased(long durable) {
        leased = true;
        handled.clear();
        handled.addAll(wanted.headMap(durable, true).keySet());
    }

    void lost() {
        leased = false;
        holders.forEach(MachineHolder::takeBack);
    }

    List<MachineHolder> holders() {
        return List.copyOf(holders);
    }

    void add(MachineHolder holder) {
        holder.served = 0;
        holders.add(holder);
    }

    void remove(MachineHolder holder) {
        holders.remove(holder);
    }

    /** What one that attaches again has told of what is handled. */
    void told(MachineHolder holder) {
        handled.addAll(wanted.headMap(holder.settled, true).keySet());
        handled.addAll(holder.acknowledged);
        holder.served = 0;
    }

    /** Whether one that attaches again may keep what it holds, once it has told what is handled. */
    boolean isOpenTo(MachineHolder holder, long received) {
        holder.passed.clear();
        holder.open.stream()
                .filter(number -> parking.isParked(number) && others(holder).noneMatch(each -> each.has(number)))
                .filter(number -> handled.contains(number) || number <= Math.max(received, holder.settled))
                .forEach(holder.passed::add);
        return holder.open.stream()
                .noneMatch(number -> !holder.passed.contains(number) && isDone(holder, number)
                        || others(holder).anyMatch(other -> isInTheWay(holder, other, number)));
    }

    private boolean isDone(MachineHolder holder, long number) {
        return handled.contains(number) || number <= holder.settled;
    }

    /** Whether another has told that it handled one of these, which it did before they were given to somebody else. */
    boolean hasHandledOneOf(MachineHolder holder) {
        return holder.open.stream().anyMatch(number -> isDone(holder, number));
    }

    private boolean isInTheWay(MachineHolder holder, MachineHolder other, long number) {
        return !holder.passed.contains(number) && other.open.contains(number) || holdsKeyOf(other, wanted.get(number));
    }

    private boolean holdsKeyOf(MachineHolder holder, StoredEvent event) {
        return key(event).isPresent()
                && holder.open.stream().anyMatch(open -> key(wanted.get(open)).equals(key(event)));
    }

    /** What a machine hands out, in its order for each. */
    void deliver(Map<UUID, Batch> batches, long received, long settled) {
        List<Long> all = new ArrayList<>();
        for (MachineHolder holder : holders) {
            Batch batch = batches.get(holder.id);
            if (batch != null) {
                for (StoredEvent event : batch.events()) {
                    all.add(event.number());
                    delivered(holder, event, received);
                    assertEquals(key(event), Optional.ofNullable(batch.keys().get(event.number())));
                }
                holder.settled = Math.max(holder.settled, settled);
                holder.acknowledged.headSet(settled, true).clear();
                holder.served = ++turn;
            }
        }
        assertEquals(
                batches.values().stream()
                        .mapToInt(batch -> batch.events().size())
                        .sum(),
                all.size(),
                "something went to nobody we know");
    }

    private void delivered(MachineHolder holder, StoredEvent event, long received) {
        long number = event.number();
        assertTrue(leased, "nothing is delivered without a lease");
        assertTrue(wanted.containsKey(number) && number <= received, number + " was not asked for");
        assertFalse(handled.contains(number), number + " was handled");
        parking.assertMayBeDelivered(event);
        for (MachineHolder other : holders) {
            assertFalse(other.open.contains(number), number + " is in flight already");
            assertFalse(
                    other != holder && holdsKeyOf(other, event),
                    number + " of " + key(event) + " is delivered beside " + other.open);
        }
        if (key(event).isPresent()) {
            wanted.headMap(number).values().stream()
                    .filter(earlier -> key(earlier).equals(key(event)))
                    .forEach(earlier -> assertTrue(
                            handled.contains(earlier.number()) || holder.open.contains(earlier.number()),
                            number + " overtakes " + earlier.number() + " of its key"));
        }
        holder.open.add(number);
        holder.delivered++;
        assertTrue(holder.open.size() <= bufferSize, holder.open + " exceed the buffer of " + bufferSize);
    }

    /** After a delivery to all: nobody has room for something that waits and is in nobody's way. */
    void assertNobodyWaitsInVain(long received) {
        if (!leased) {
            return;
        }
        for (StoredEvent event : wanted.headMap(received, true).values()) {
            if (isWaiting(event)) {
                for (MachineHolder holder : holders) {
                    boolean free = holders.stream().noneMatch(other -> other != holder && holdsKeyOf(other, event));
                    assertFalse(
                            free && holder.open.size() < bufferSize,
                            event.number() + " waits though " + holder.id + " has room");
                }
            }
        }
    }

    private boolean isWaiting(StoredEvent event) {
        return isOutstanding(event.number()) && !isOpen(event.number()) && !parking.isBehind(event);
    }

    /** The checkpoint stands right below the first event that is not handled, or at what was read. */
    void assertCheckpoint(long checkpoint, long received) {
        long first = wanted.headMap(received, true).keySet().stream()
                .filter(this::isOutstanding)
                .findFirst()
                .orElse(received + 1);
        assertEquals(first - 1, checkpoint, "the checkpoint");
    }

    /** Whether an event is neither handled nor parked; one that somebody holds is not parked for good. */
    private boolean isOutstanding(long number) {
        return !handled.contains(number) && (isInFlight(number) || !parking.isParked(number));
    }
}
