package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.wire.ParkingMessages;
import dev.eventstore.core.wire.ParkingMessages.ReplayParked;
import dev.eventstore.core.wire.ParkingMessages.SkipParked;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Events that subscribers fail at until somebody mends them, what is parked of them, as the database says at once, and those who
 * have it replayed and skipped. Confined to its simulation.
 */
final class Refusals {

    private final SubscriptionKey key;
    private final SimScheduler sim;
    private final RandomGenerator random;
    private final InMemoryStorage truth;
    private final boolean parks;
    private final Set<Long> sick = new HashSet<>();
    private final TreeMap<Long, Optional<String>> refused = new TreeMap<>();
    private final Set<Long> skipped = new HashSet<>();

    /** Which fronts somebody has asked to be replayed. */
    private final Set<Long> asked = new HashSet<>();

    private boolean allAsked;
    private Set<Long> before = Set.of();

    /** If nothing is parked, nobody fails. */
    Refusals(StreamId stream, String name, SimScheduler sim, InMemoryDatabase database, boolean parks) {
        this.key = new SubscriptionKey(stream, SubscriptionName.of(name));
        this.sim = sim;
        this.random = sim.random();
        this.truth = new InMemoryStorage(database, Runnable::run, sim, Observer.NONE);
        this.parks = parks;
    }

    SubscriptionOptions options(SubscriptionOptions options) {
        FailurePolicy park = FailurePolicy.park().attempts(1 + random.nextInt(2));
        return parks ? options.onFailure(park.backOff(Duration.ofMillis(20), 2, Duration.ofMillis(100))) : options;
    }

    boolean parks() {
        return parks;
    }

    void appended(long number) {
        if (parks && random.nextInt(8) == 0) {
            sick.add(number);
        }
    }

    boolean isSick(long number) {
        return sick.contains(number);
    }

    /** A subscriber has failed at it, alone. */
    void refused(long number, Optional<String> partition) {
        refused.put(number, partition);
    }

    /** What is parked, as the database says. */
    TreeMap<Long, Optional<String>> parked() {
        return parks
                ? list().stream()
                        .collect(Collectors.toMap(ParkedEvent::number, ParkedEvent::key, (a, b) -> a, TreeMap::new))
                : new TreeMap<>();
    }

    private List<ParkedEvent> list() {
        return truth.parking()
                .list(key.stream(), key.name(), soon())
                .toCompletableFuture()
                .join();
    }

    /** Whether somebody gave it up, and it is not parked any more. */
    boolean isSkipped(long number) {
        return skipped.contains(number) && !parked().containsKey(number);
    }

    /** Whether it may be handed over though it is parked: it, or one of its key before it, was asked for. */
    boolean isAsked(long number, Optional<String> partition) {
        return allAsked || asked.contains(number) || partition.isPresent() && refusedAndAsked(number, partition);
    }

    private boolean refusedAndAsked(long number, Optional<String> partition) {
        return refused.headMap(number).entrySet().stream()
                .anyMatch(each -> each.getValue().equals(partition) && asked.contains(each.getKey()));
    }

    /** What is parked must have been refused, or be behind what was; what is no more must have been handled or given up. */
    Optional<String> violation(Set<Long> acknowledged) {
        if (!parks) {
            return Optional.empty();
        }
        List<ParkedEvent> now = list();
        Set<Long> numbers = now.stream().map(ParkedEvent::number).collect(Collectors.toSet());
        Optional<String> lost = before.stream()
                .filter(each -> !numbers.contains(each) && !acknowledged.contains(each) && !skipped.contains(each))
                .findFirst()
                .map(each -> each + " is parked no more, but nobody has handled it");
        before = numbers;
        Optional<String> wrong = now.stream()
                .filter(each -> !isRightlyParked(each))
                .findFirst()
                .map(each -> each + " is parked, but nobody has refused it or one before it: " + refused);
        return lost.or(() -> wrong);
    }

    private boolean isRightlyParked(ParkedEvent event) {
        boolean behind =
                event.key().isPresent() && refused.headMap(event.number()).containsValue(event.key());
        return refused.containsKey(event.number()) || event.error().isEmpty() && behind;
    }

    /** Somebody has events replayed, or gives one up; what was wrong with some of them is mended before. */
    void look(SimNode node) {
        List<Long> fronts = List.copyOf(parked().keySet());
        if (random.nextInt(3) > 0) {
            fronts.stream().filter(each -> random.nextBoolean()).forEach(sick::remove);
        }
        if (fronts.isEmpty() || random.nextInt(3) == 0) {
            replayAll(node);
            return;
        }
        long number = fronts.get(random.nextInt(fronts.size()));
        if (random.nextInt(3) > 0) {
            asked.add(number);
            ask(node, new ReplayParked(number));
        } else {
            skipped.add(number);
            ask(node, new SkipParked(number));
        }
    }

    void mendAll() {
        sick.clear();
    }

    void replayAll(SimNode node) {
        allAsked = true;
        ask(node, ParkingMessages.replayAll());
    }

    /** The subscription was deleted, and everything with it. */
    void deleted() {
        refused.clear();
        skipped.clear();
        asked.clear();
        allAsked = false;
        before = Set.of();
    }

    private void ask(SimNode node, Message message) {
        node.subscribers.registry().ask(key.process(), message, soon());
    }

    private Deadline soon() {
        return Deadline.after(sim, Duration.ofSeconds(5));
    }
}
