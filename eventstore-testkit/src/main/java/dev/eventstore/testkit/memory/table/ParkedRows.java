package dev.eventstore.testkit.memory.table;

import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.core.spi.parking.ParkingStorage.Outcome;
import dev.eventstore.core.spi.parking.ParkingStorage.Removed;
import dev.eventstore.core.spi.parking.ParkingStorage.Row;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What one subscription has parked. Not thread-safe: guarded by the lock of its database. */
public final class ParkedRows {

    private final TreeMap<Long, ParkedEvent> rows = new TreeMap<>();

    /** Nothing is parked. */
    public ParkedRows() {}

    /**
     * Parks what another has parked, and nothing else.
     *
     * @param other what is copied
     */
    public void set(ParkedRows other) {
        rows.clear();
        rows.putAll(other.rows);
    }

    /**
     * Parks events.
     *
     * @param wanted the events, in ascending order
     * @param stored which positions have events still
     * @param now the time
     * @return the numbers of those that nothing of their key is before
     */
    public Set<Long> park(List<Row> wanted, LongPredicate stored, Instant now) {
        Set<Long> free = new HashSet<>();
        for (Row row : wanted) {
            ParkedEvent present = rows.get(row.number());
            if (row.error() == null) {
                if (present == null && !isBehind(row)) {
                    free.add(row.number());
                } else if (stored.test(row.position())) {
                    rows.putIfAbsent(row.number(), event(row, row.attempts(), now));
                }
            } else if (stored.test(row.position())) {
                int before = present == null ? 0 : present.attempts();
                rows.put(row.number(), event(row, Math.max(before, row.attempts()), now));
            }
        }
        return free;
    }

    private boolean isBehind(Row row) {
        return row.key() != null
                && rows.headMap(row.number()).values().stream().anyMatch(each -> isOf(row.key(), each));
    }

    private static ParkedEvent event(Row row, int attempts, Instant now) {
        return new ParkedEvent(
                row.number(),
                row.position(),
                Optional.ofNullable(row.key()),
                Optional.ofNullable(row.error()),
                attempts,
                now);
    }

    private static boolean isOf(@Nullable String key, ParkedEvent event) {
        return key != null && event.key().filter(key::equals).isPresent();
    }

    /**
     * What is parked.
     *
     * @return the events in the order of their numbers
     */
    public List<ParkedEvent> list() {
        return List.copyOf(rows.values());
    }

    /**
     * What is parked, as a new holder must know it.
     *
     * @return numbers and keys
     */
    public List<ParkedKey> keys() {
        return rows.values().stream()
                .map(each -> new ParkedKey(each.number(), each.key().orElse(null)))
                .toList();
    }

    /**
     * Removes the front of a key.
     *
     * @param number its number
     * @param key its key, null if it has none
     * @return what became of it, and what is at the front then
     */
    public Removed remove(long number, @Nullable String key) {
        ParkedEvent event = rows.get(number);
        if (event != null) {
            boolean behind = rows.headMap(number).values().stream()
                    .anyMatch(each -> isOf(event.key().orElse(null), each));
            if (behind) {
                return Removed.not(Outcome.BEHIND);
            }
            rows.remove(number);
        }
        Optional<ParkedEvent> next =
                rows.values().stream().filter(each -> isOf(key, each)).findFirst();
        return new Removed(
                event == null ? Outcome.ABSENT : Outcome.REMOVED,
                next.map(each -> OptionalLong.of(each.number())).orElse(OptionalLong.empty()),
                next.map(each -> OptionalInt.of(each.attempts())).orElse(OptionalInt.empty()));
    }

    /**
     * Keeps those whose events are stored still.
     *
     * @param stored which positions have events
     */
    public void retain(LongPredicate stored) {
        rows.values().removeIf(each -> !stored.test(each.position()));
    }
}
