package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.core.wire.SubscriptionMessages.Delete;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Three nodes with competing subscribers of one subscription, events with keys and without, and an owner that changes and dies.
 * Calm, all nodes that live are in touch, and no two subscribers may ever work on one key; troubled, messages are lost, late and
 * repeated and nodes are cut off, and still nothing is passed over. In the end every event was handled.
 */
final class CompetingScenario {

    private static final StreamId STREAM = StreamId.of("order");

    private final SimScheduler sim;
    private final RandomGenerator random;
    private final String replay;
    private final Storage healthy;
    private final SubscriptionOptions options;
    private final boolean troubled;
    private final Refusals refusals;
    private final Competition competition;
    private final SimCluster cluster;
    private final List<Attached> attached = new ArrayList<>();
    private long last;
    private int names;

    private record Attached(SimNode node, UUID id, AttachedSubscription subscription, Competition.Seen seen) {}

    CompetingScenario(long seed, boolean troubled, SimCluster.Plant... plants) {
        this.troubled = troubled;
        sim = new SimScheduler(seed);
        random = sim.random();
        replay = " (repeat with -Dsim.seed=" + seed + ")";
        InMemoryDatabase database = new InMemoryDatabase(sim);
        healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
        healthy.open();
        int buffer = 1 + random.nextInt(4);
        refusals = new Refusals(STREAM, "work", sim, database, random.nextInt(3) > 0);
        options = refusals.options(SubscriptionOptions.fromOrigin()
                .filter(random.nextBoolean() ? EventFilter.all() : EventFilter.types("wanted"))
                .bufferSize(buffer)
                .maxSize(buffer + random.nextInt(30))
                .checkpointThreshold(1 + random.nextInt(6))
                .checkpointAfter(Duration.ofMillis(200))
                .concurrencyLimit(2 + random.nextInt(4))
                .partitionBy(random.nextInt(4) > 0 ? PartitionBy.correlationId() : PartitionBy.none()));
        competition = new Competition(!troubled, refusals, () -> cluster().epoch());
        cluster = new SimCluster(sim, database, 3, true);
        cluster.trouble(troubled);
        cluster.plants.addAll(List.of(plants));
        cluster.checkpoints = competition::checkpoint;
        cluster.takenBack = id -> seen(id).ifPresent(Competition.Seen::takenBack);
    }

    private SimCluster cluster() {
        return cluster;
    }

    private Optional<Competition.Seen> seen(UUID id) {
        return attached.stream()
                .filter(each -> each.id().equals(id))
                .map(Attached::seen)
                .findFirst();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            sim.advance(Duration.ofMillis(random.nextInt(random.nextInt(5) == 0 ? 2_000 : 200)));
            assertEquals(List.of(), competition.violations(), "after step " + i + replay);
        }
        cluster.trouble(false);
        cluster.heal();
        cluster.nodes.forEach(node -> node.storage.faults(Faults.NONE));
        sim.advance(Duration.ofSeconds(6));
        cluster.change(cluster.nodes, anyNode());
        sim.advance(Duration.ofSeconds(6));
        append();
        refusals.mendAll();
        for (int i = 0; i < 600 && !competition.isDone(); i++) {
            if (attached.isEmpty()) {
                subscribe();
            }
            List.copyOf(attached)
                    .forEach(each -> acknowledge(each, each.seen().open.size()));
            if (refusals.parks() && i % 10 == 0) {
                refusals.replayAll(anyNode());
            }
            sim.advance(Duration.ofMillis(200));
        }
        assertEquals(List.of(), competition.violations(), "in the end" + replay);
        assertTrue(competition.isDone(), () -> "in the end all but " + competition.open() + " was handled" + replay);
        List.copyOf(attached).forEach(this::close);
        sim.advance(Duration.ofSeconds(30));
        for (SimNode node : cluster.nodes) {
            assertTrue(node.ends.stream().noneMatch(end -> end.contains("failed")), node.ends + " failed" + replay);
        }
    }

    private void step() {
        switch (random.nextInt(refusals.parks() ? 18 : 16)) {
            case 0, 1, 2 -> append();
            case 3, 4, 5 -> subscribe();
            case 6, 7, 8, 9, 10 -> acknowledgeSome();
            case 11 -> change(anyNode());
            case 12 -> disturb();
            case 13 -> {
                if (!attached.isEmpty() && random.nextInt(2) == 0) {
                    close(attached.get(random.nextInt(attached.size())));
                }
            }
            case 16 -> refusals.look(anyNode());
            case 17 -> {
                if (!troubled && random.nextInt(4) == 0) {
                    delete();
                }
            }
            default -> {
                if (random.nextInt(6) == 0) {
                    kill(anyNode());
                }
            }
        }
    }

    private SimNode anyNode() {
        return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    }

    /** Another view, of all nodes, or of two of them when there is trouble. */
    private void change(SimNode owner) {
        if (cluster.isChanging()) {
            return;
        }
        List<SimNode> members = new ArrayList<>(cluster.nodes);
        if (troubled && random.nextInt(3) == 0) {
            members.removeIf(each -> each != owner && random.nextInt(2) == 0);
        }
        if (!troubled) {
            // A round that fails would leave the process to begin anew in the view that is over for it.
            cluster.nodes.forEach(node -> node.storage.faults(Faults.NONE));
        }
        cluster.change(members, owner);
        if (!troubled) {
            sim.advance(Duration.ofMillis(4_600));
        }
    }

    private void disturb() {
        SimNode node = anyNode();
        switch (random.nextInt(troubled ? 4 : 2)) {
            case 0 -> node.storage.faults(new Faults(0.1, 0.3, Duration.ofMillis(300), 0.1));
            case 1 -> node.storage.faults(Faults.NONE);
            case 2 -> cluster.cut(node.id, anyNode().id);
            default -> cluster.heal();
        }
    }

    /** The others hear of it by a view. */
    private void kill(SimNode node) {
        if (cluster.isChanging()) {
            return;
        }
        cluster.kill(node);
        attached.stream()
                .filter(each -> each.node() == node)
                .forEach(each -> each.seen().die());
        attached.removeIf(each -> each.node() == node);
        change(anyNode());
    }

    /** The subscription ends for all who are attached; who comes then begins anew. */
    private void delete() {
        if (cluster.isChanging() || attached.isEmpty() || !attached.stream().allMatch(each -> each.seen().isThere)) {
            return;
        }
        cluster.nodes.forEach(node -> node.storage.faults(Faults.NONE));
        List<Attached> all = List.copyOf(attached);
        ProcessName name = ProcessName.subscription(STREAM, SubscriptionName.of("work"));
        SimNode node = anyNode();
        competition.deleting();
        node.subscribers.registry().ask(name, new Delete(), node.soon());
        sim.advance(Duration.ofSeconds(2));
        assertTrue(all.stream().allMatch(each -> each.seen().isGone()), "a deleted subscription has ended" + replay);
        competition.deleted();
    }

    private void append() {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 4);
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String type = random.nextInt(3) > 0 ? "wanted" : "other";
            UUID key = random.nextInt(5) == 0 ? null : new UUID(7, random.nextInt(4));
            events.add(new NewEvent(
                    new UUID(random.nextLong(), random.nextLong()), type, new byte[] {'1'}, null, null, key));
            last++;
            if (options.filter().accepts(type, "")) {
                boolean keyed = options.partitionBy().kind() != PartitionBy.Kind.NONE;
                competition.append(last, Optional.ofNullable(keyed ? key : null).map(UUID::toString));
            }
        }
        healthy.append(new AppendRequest(
                STREAM,
                ExpectedVersion.any(),
                events,
                sim.now(),
                OptionalLong.empty(),
                Deadline.after(sim, Duration.ofSeconds(5))));
        sim.run();
    }

    private void subscribe() {
        if (attached.size() > options.concurrencyLimit()) {
            return;
        }
        SimNode node = anyNode();
        Competition.Seen seen = competition.new Seen("s" + ++names + "@" + node.id.name(), options.bufferSize());
        AttachedSubscription subscription = node.subscribe(STREAM, "work", options, seen);
        Attached mine = new Attached(node, node.lastId, subscription, seen);
        attached.add(mine);
        node.attach(subscription).whenComplete((done, failure) -> {
            seen.isThere = failure == null;
            if (failure != null) {
                seen.leave();
                attached.remove(mine);
            }
        });
        subscription.ended().whenComplete((done, failure) -> attached.remove(mine));
    }

    private void acknowledgeSome() {
        for (Attached each : List.copyOf(attached)) {
            if (!each.seen().open.isEmpty() && random.nextInt(3) > 0) {
                acknowledge(each, 1 + random.nextInt(each.seen().open.size()));
            }
        }
    }

    private static void acknowledge(Attached each, int count) {
        if (count > 0 && !each.seen().isGone()) {
            each.seen().acknowledge(each.subscription(), count);
        }
    }

    private void close(Attached each) {
        attached.remove(each);
        each.seen().leave();
        each.subscription().detach();
    }
}
