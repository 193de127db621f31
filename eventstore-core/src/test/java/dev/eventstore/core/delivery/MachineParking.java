package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The desk and the storage of a {@link MachineRun}: what is parked is written one step after the other, and each step may be
 * lost on its way, be carried out without an answer, and be tried again; a lease that is lost leaves it where it is. It knows
 * what must be parked: what was refused, and what is behind it. For one thread.
 */
final class MachineParking {

    private enum Kind {
        REFUSED,
        BEHIND,
        REMOVED
    }

    /** A call of the storage, and what it has said. */
    private static final class Step {

        private final Kind kind;
        private final List<Long> numbers;
        private final @Nullable String key;
        private final List<Long> free = new ArrayList<>();
        private boolean carriedOut;
        private boolean keyIsFree;

        Step(Kind kind, List<Long> numbers, @Nullable String key) {
            this.kind = kind;
            this.numbers = numbers;
            this.key = key;
        }
    }

    private final RandomGenerator random;
    private final MachineOracle oracle;
    private final LongPredicate isHeld;
    private final TreeMap<Long, Optional<String>> rows = new TreeMap<>();
    private final Deque<Step> lane = new ArrayDeque<>();
    private SubscriptionMachine machine = new SubscriptionMachine();
    private long tokens;

    /** Nothing is parked; {@code isHeld} says what any subscriber has open, whether it is there or away. */
    MachineParking(RandomGenerator random, MachineOracle oracle, LongPredicate isHeld) {
        this.random = random;
        this.oracle = oracle;
        this.isHeld = isHeld;
    }

    /** A lease is taken: whatever was under way under another is over, and what is parked is known. */
    void leased(SubscriptionMachine owner, long checkpoint) {
        machine = owner;
        lane.clear();
        List<ParkedKey> parked = rows.entrySet().stream()
                .map(row -> new ParkedKey(row.getKey(), row.getValue().orElse(null)))
                .toList();
        owner.leased(++tokens, checkpoint, parked);
        oracle.leased(checkpoint);
        oracle.parking().leased(rows);
    }

    void lost() {
        lane.clear();
    }

    /** The subscription is deleted, and what it has parked with it. */
    void deleted() {
        lane.clear();
        rows.clear();
    }

    boolean isEmpty() {
        return rows.isEmpty() && lane.isEmpty();
    }

    void step() {
        if (!oracle.isLeased()) {
            return;
        }
        switch (random.nextInt(9)) {
            case 0, 1 -> refuse();
            case 2 -> behind();
            case 3 -> replay();
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    removeAtOnce();
                }
            }
            case 5 -> work(true);
            default -> work(false);
        }
        check();
    }

    /** A subscriber fails at one of the events that it has open. */
    private void refuse() {
        List<MachineHolder> busy =
                oracle.holders().stream().filter(each -> !each.open.isEmpty()).toList();
        if (busy.isEmpty()) {
            return;
        }
        MachineHolder one = busy.get(random.nextInt(busy.size()));
        long number = one.open.get(random.nextInt(one.open.size()));
        List<Long> held = numbers(machine.lot().held(one.id, number));
        boolean unknown = number > machine.received() || one.passed.contains(number);
        if (unknown || oracle.isHandled(number)) {
            assertTrue(!unknown || held.isEmpty(), number + " was not read");
            return;
        }
        Optional<String> key = oracle.keyOf(number);
        List<Long> read = one.open.stream()
                .filter(each -> each <= machine.received() && !one.passed.contains(each) && !oracle.isHandled(each))
                .toList();
        assertEquals(oracle.parking().withLaterOfKey(number, read), held, "what is parked with " + number);
        if (machine.lot().isParked(number)) {
            return; // The answer was lost.
        }
        assertEquals(key.orElse(null), machine.lot().keyInFlight(one.id, number));
        machine.lot().close(key.orElse(null), number);
        oracle.parking().closing(number);
        lane.add(new Step(Kind.REFUSED, held, key.orElse(null)));
    }

    /** What came of a parked key is parked behind it, when nothing else is under way. */
    private void behind() {
        if (!lane.isEmpty()) {
            return;
        }
        List<ParkingLot.Waiting> waiting = machine.lot().waiting(1 + random.nextInt(8));
        List<Long> numbers = waiting.stream().map(each -> each.event().number()).toList();
        waiting.forEach(each ->
                assertEquals(each.key(), oracle.keyOf(each.event().number()).orElse(null)));
        List<Long> all = oracle.parking().behind(machine.received());
        assertEquals(all.subList(0, Math.min(all.size(), numbers.size())), numbers, "what is parked behind");
        assertEquals(all.isEmpty(), numbers.isEmpty(), "something must be parked behind, or must not");
        if (!numbers.isEmpty()) {
            lane.add(new Step(Kind.BEHIND, numbers, null));
        }
    }

    /** The first of a key goes to a subscriber again, which handles it. */
    private void replay() {
        List<Long> fronts = fronts();
        if (fronts.isEmpty() || oracle.holders().isEmpty()) {
            return;
        }
        long number = fronts.get(random.nextInt(fronts.size()));
        String key = rows.get(number).orElse(null);
        if (!mayBeReplayed(number, key)) {
            return;
        }
        oracle.parking().assertMayBeReplayed(number);
        lane.add(new Step(Kind.REMOVED, List.of(number), key));
    }

    private boolean mayBeReplayed(long number, @Nullable String key) {
        ParkingLot lot = machine.lot();
        if (key != null && lane.isEmpty()) {
            lot.free(key, number);
            oracle.parking().freed(key, number);
        }
        return lot.isParked(number) && !lot.isBehind(key, number) && !lot.isBusy(key, number);
    }

    /** Somebody gives one up; or its stream is removed, of which no owner is told. */
    private void removeAtOnce() {
        List<Long> fronts = fronts();
        if (fronts.isEmpty()) {
            return;
        }
        long number = fronts.get(random.nextInt(fronts.size()));
        if (random.nextBoolean()) {
            lane.add(new Step(Kind.REMOVED, List.of(number), rows.get(number).orElse(null)));
        } else if (lane.isEmpty() && number <= machine.received() && !isHeld.test(number)) {
            rows.remove(number);
            oracle.forget(number);
        }
    }

    private List<Long> fronts() {
        TreeSet<String> seen = new TreeSet<>();
        return rows.entrySet().stream()
                .filter(row -> row.getValue().map(seen::add).orElse(true))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The storage does what it is asked, or it does not; its answer comes, or it is asked again. */
    private void work(boolean troubled) {
        Step step = lane.peekFirst();
        if (step == null || troubled && random.nextBoolean()) {
            return;
        }
        carryOut(step);
        if (!troubled) {
            lane.removeFirst();
            answered(step);
        }
    }

    private void carryOut(Step step) {
        step.free.clear();
        for (long number : step.numbers) {
            Optional<String> key = oracle.keyOf(number);
            if (step.kind == Kind.REFUSED) {
                rows.put(number, key);
            } else if (step.kind == Kind.BEHIND) {
                if (rows.containsKey(number) || rows.headMap(number).containsValue(key)) {
                    rows.put(number, key);
                } else {
                    step.free.add(number);
                }
            } else {
                boolean first = key.isEmpty() || !rows.headMap(number).containsValue(key);
                if (first) {
                    rows.remove(number);
                }
                step.carriedOut = first;
                step.keyIsFree = step.key != null && !rows.containsValue(key);
            }
        }
    }

    private void answered(Step step) {
        for (long number : step.numbers) {
            if (step.kind == Kind.REMOVED) {
                removed(step, number);
            } else if (step.free.contains(number)) {
                String key = oracle.keyOf(number).orElseThrow();
                machine.lot().free(key, number);
                oracle.parking().freed(key, number);
            } else {
                machine.lot().add(number, oracle.keyOf(number).orElse(null));
                oracle.parking().parked(number);
            }
        }
    }

    private void removed(Step step, long number) {
        if (step.carriedOut) {
            machine.lot().remove(number);
            oracle.parking().unparked(number, machine.received());
            if (step.keyIsFree && step.key != null) {
                machine.lot().free(step.key);
                oracle.parking().freed(step.key, Long.MAX_VALUE);
            }
        }
    }

    /** Everything that is parked is handled. */
    void replayAll() {
        while (!lane.isEmpty()) {
            work(false);
        }
        behind();
        while (!lane.isEmpty()) {
            work(false);
        }
        for (long number : fronts()) {
            String key = rows.get(number).orElse(null);
            if (mayBeReplayed(number, key)) {
                oracle.parking().assertMayBeReplayed(number);
                lane.add(new Step(Kind.REMOVED, List.of(number), key));
                work(false);
            }
        }
    }

    private void check() {
        if (lane.isEmpty()) {
            for (Map.Entry<Long, Optional<String>> row : rows.entrySet()) {
                assertTrue(machine.lot().isParked(row.getKey()), row + " is parked, but the owner does not know");
                assertEquals(row.getValue().orElse(null), machine.lot().keyOf(row.getKey()));
            }
        }
        assertEquals(tokens, machine.lot().token(), "it is known under the lease");
    }

    private static List<Long> numbers(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::number).toList();
    }
}
