package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What of a {@link MachineOracle}'s events is parked, as its owner must know it. For one thread. */
final class ParkingOracle {

    private final MachineOracle oracle;
    private final TreeMap<Long, Optional<String>> parked = new TreeMap<>();
    private final TreeSet<Long> closing = new TreeSet<>();

    ParkingOracle(MachineOracle oracle) {
        this.oracle = oracle;
    }

    void leased(Map<Long, Optional<String>> rows) {
        parked.clear();
        closing.clear();
        parked.putAll(rows);
    }

    void closing(long number) {
        closing.add(number);
    }

    void parked(long number) {
        closing.remove(number);
        parked.put(number, oracle.keyOf(number));
    }

    /** It is not parked any more: handled, unless somebody has it in flight, or it is still to be read. */
    void unparked(long number, long received) {
        boolean known = parked.remove(number) != null;
        if (known && number <= received && !oracle.isInFlight(number)) {
            oracle.handled(number);
        }
    }

    /** The storage has nothing of a key that is before this number. */
    void freed(String key, long number) {
        parked.headMap(number)
                .values()
                .removeIf(each -> each.filter(key::equals).isPresent());
    }

    boolean isParked(long number) {
        return parked.containsKey(number);
    }

    /** Whether it must wait, since one of its key before it is parked, or is about to be. */
    boolean isBehind(StoredEvent event) {
        Optional<String> key = oracle.key(event);
        return key.isPresent()
                && (parked.headMap(event.number()).containsValue(key)
                        || closing.headSet(event.number(), true).stream()
                                .anyMatch(each -> oracle.keyOf(each).equals(key)));
    }

    void assertMayBeDelivered(StoredEvent event) {
        assertFalse(isParked(event.number()), event.number() + " is parked");
        assertFalse(isBehind(event), event.number() + " overtakes what is parked: " + parked + ", " + closing);
    }

    /** Before an event that is replayed everything of its key was handled, and nobody has a later one. */
    void assertMayBeReplayed(long number) {
        Optional<String> key = oracle.keyOf(number);
        for (StoredEvent event : oracle.wanted().values()) {
            boolean same = key.isPresent() && oracle.key(event).equals(key);
            if (same && event.number() < number) {
                assertTrue(
                        oracle.isHandled(event.number()) && !isParked(event.number()),
                        number + " is replayed before " + event.number());
            } else if (same && event.number() > number && !isParked(event.number())) {
                assertFalse(
                        oracle.isOpen(event.number()), number + " is replayed though " + event.number() + " is out");
            }
        }
    }

    /** What waits to be parked behind others. */
    List<Long> behind(long received) {
        return oracle.wanted().headMap(received, true).values().stream()
                .filter(event -> !oracle.isHandled(event.number())
                        && !isParked(event.number())
                        && !oracle.isOpen(event.number())
                        && isBehind(event))
                .map(StoredEvent::number)
                .toList();
    }

    /** An event, and those later ones of some that have its key. */
    List<Long> withLaterOfKey(long number, List<Long> some) {
        Optional<String> key = oracle.keyOf(number);
        return some.stream()
                .filter(each -> each == number
                        || each > number
                                && key.isPresent()
                                && oracle.keyOf(each).equals(key))
                .sorted()
                .toList();
    }
}
