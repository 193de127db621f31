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
import org.jspecify.annotations.Nullable;

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
    private final List<Holder> holders = new ArrayList<>();
    private boolean leased;
    private long turn;

    /** A subscriber, as it sees itself. */
    static final class Holder {

        final UUID id;
        final List<Long> open = new ArrayList<>();
        final TreeSet<Long> acknowledged = new TreeSet<>();
        long delivered;
        long settled;
        private long served;

        Holder(UUID id) {
            this.id = id;
        }

        /** Handles the first of what it has open; returns how many of all that were delivered it has handled. */
        long acknowledge(int count, @Nullable MachineOracle told) {
            List<Long> done = open.subList(0, count);
            acknowledged.addAll(done);
            if (told != null && told.leased) {
                told.handled.addAll(done);
            }
            done.clear();
            return delivered - open.size();
        }

        /** The last of what it was sent has not arrived. */
        void forgetLast(int count) {
            open.subList(open.size() - count, open.size()).clear();
            delivered -= count;
        }

        void takeBack() {
            open.clear();
            acknowledged.clear();
            settled = 0;
        }
    }

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

    /** Nobody knows of more than what was durable. */
    void leased(long durable) {
        leased = true;
        handled.clear();
        handled.addAll(wanted.headMap(durable, true).keySet());
    }

    void lost() {
        leased = false;
        holders.forEach(Holder::takeBack);
    }

    List<Holder> holders() {
        return List.copyOf(holders);
    }

    void add(Holder holder) {
        holder.served = 0;
        holders.add(holder);
    }

    void remove(Holder holder) {
        holders.remove(holder);
    }

    /** What one that attaches again has told of what is handled. */
    void told(Holder holder) {
        handled.addAll(wanted.headMap(holder.settled, true).keySet());
        handled.addAll(holder.acknowledged);
        holder.served = 0;
    }

    /** Whether one that attaches again may keep what it holds, once it has told what is handled. */
    boolean isOpenTo(Holder holder) {
        return holder.open.stream()
                .noneMatch(number -> handled.contains(number)
                        || number <= holder.settled
                        || holders.stream().anyMatch(other -> other != holder && isInTheWay(other, number)));
    }

    /** Whether another has told that it handled one of these, which it did before they were given to somebody else. */
    boolean hasHandledOneOf(List<Long> numbers) {
        return numbers.stream().anyMatch(handled::contains);
    }

    private boolean isInTheWay(Holder other, long number) {
        return other.open.contains(number) || holdsKeyOf(other, wanted.get(number));
    }

    private boolean holdsKeyOf(Holder holder, StoredEvent event) {
        return key(event).isPresent()
                && holder.open.stream().anyMatch(open -> key(wanted.get(open)).equals(key(event)));
    }

    /** What a machine hands out, in its order for each. */
    void deliver(Map<UUID, Batch> batches, long received, long settled) {
        List<Long> all = new ArrayList<>();
        for (Holder holder : holders) {
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

    private void delivered(Holder holder, StoredEvent event, long received) {
        long number = event.number();
        assertTrue(leased, "nothing is delivered without a lease");
        assertTrue(wanted.containsKey(number) && number <= received, number + " was not asked for");
        assertFalse(handled.contains(number), number + " was handled");
        for (Holder other : holders) {
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
                for (Holder holder : holders) {
                    boolean free = holders.stream().noneMatch(other -> other != holder && holdsKeyOf(other, event));
                    assertFalse(
                            free && holder.open.size() < bufferSize,
                            event.number() + " waits though " + holder.id + " has room");
                }
            }
        }
    }

    private boolean isWaiting(StoredEvent event) {
        return !handled.contains(event.number())
                && holders.stream().noneMatch(holder -> holder.open.contains(event.number()));
    }

    /** The checkpoint stands right below the first event that is not handled, or at what was read. */
    void assertCheckpoint(long checkpoint, long received) {
        long first = wanted.headMap(received, true).keySet().stream()
                .filter(number -> !handled.contains(number))
                .findFirst()
                .orElse(received + 1);
        assertEquals(first - 1, checkpoint, "the checkpoint");
    }
}
