package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Three nodes and one subscription, whose owner changes while events are on the way and handlers are slow; messages are lost,
 * late and repeated, nodes die, pause and are cut off, storages are slow and do not answer. In the end every event was handled.
 */
final class MoveScenario {

    private static final StreamId STREAM = StreamId.of("order");

    private final SimScheduler sim;
    private final RandomGenerator random;
    private final String replay;
    private final Storage healthy;
    private final SubscriptionOptions options;
    private final Set<Long> wanted = new HashSet<>();
    private final Deliveries deliveries = new Deliveries(wanted::contains, true);
    private final SimCluster cluster;
    private final List<Attached> attached = new ArrayList<>();
    private final Set<SimNode> paused = new HashSet<>();
    private long last;

    private record Attached(SimNode node, UUID id, AttachedSubscription subscription, Deliveries.Seen seen) {}

    MoveScenario(long seed, SimCluster.Plant... plants) {
        sim = new SimScheduler(seed);
        random = sim.random();
        replay = " (repeat with -Dsim.seed=" + seed + ")";
        InMemoryDatabase database = new InMemoryDatabase(sim);
        healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
        healthy.open();
        int buffer = 1 + random.nextInt(5);
        options = SubscriptionOptions.fromOrigin()
                .filter(random.nextBoolean() ? EventFilter.all() : EventFilter.types("wanted"))
                .bufferSize(buffer)
                .maxSize(buffer + random.nextInt(20))
                .checkpointThreshold(1 + random.nextInt(4))
                .checkpointAfter(Duration.ofMillis(200));
        cluster = new SimCluster(sim, database, 3, random.nextInt(4) > 0);
        cluster.trouble(true);
        cluster.plants.addAll(List.of(plants));
        cluster.checkpoints = deliveries::checkpoint;
        cluster.takenBack = id -> attached.stream()
                .filter(each -> each.id().equals(id))
                .forEach(each -> each.seen().takenBack());
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            sim.advance(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 3_000 : 300)));
            assertEquals(List.of(), deliveries.violations(), "after step " + i + replay);
        }
        calm();
        append();
        for (int i = 0; i < 600 && !deliveries.isDone(last); i++) {
            if (attached.isEmpty()) {
                subscribe();
            }
            List.copyOf(attached)
                    .forEach(each -> acknowledge(each, each.seen().open.size()));
            sim.advance(Duration.ofMillis(200));
        }
        assertEquals(List.of(), deliveries.violations(), "in the end" + replay);
        assertTrue(deliveries.isDone(last), "in the end everything was handled" + replay);
        List.copyOf(attached).forEach(this::close);
        sim.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), deliveries.waiting(), "in the end nobody waits" + replay);
        for (SimNode node : cluster.nodes) {
            assertTrue(node.ends.stream().noneMatch(end -> end.contains("failed")), node.ends + " failed" + replay);
        }
    }

    /** Nothing goes wrong any more, and all nodes are in one view. */
    private void calm() {
        cluster.trouble(false);
        cluster.heal();
        paused.forEach(SimNode::resume);
        paused.clear();
        cluster.nodes.forEach(node -> node.storage.faults(Faults.NONE));
        sim.advance(Duration.ofSeconds(6));
        cluster.change(cluster.nodes, anyNode());
        sim.advance(Duration.ofSeconds(6));
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> append();
            case 3, 4 -> subscribe();
            case 5, 6, 7, 8 -> acknowledgeSome();
            case 9, 10, 11 -> move();
            case 12 -> disturb();
            case 13 -> pause();
            case 14 -> {
                if (random.nextInt(4) == 0 && !attached.isEmpty()) {
                    close(attached.get(random.nextInt(attached.size())));
                }
            }
            default -> {
                if (random.nextInt(3) == 0) {
                    kill(anyNode());
                }
            }
        }
    }

    private SimNode anyNode() {
        return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    }

    /** Another view: of all, or of two of the three nodes; often with another owner. */
    private void move() {
        if (cluster.isChanging()) {
            return;
        }
        List<SimNode> members = new ArrayList<>(cluster.nodes);
        if (random.nextInt(3) == 0) {
            members.remove(random.nextInt(members.size()));
        }
        cluster.change(members, members.get(random.nextInt(members.size())));
    }

    private void disturb() {
        SimNode node = anyNode();
        switch (random.nextInt(5)) {
            case 0 -> node.storage.faults(new Faults(0.1, 0.3, Duration.ofSeconds(1), 0.1));
            case 1 -> node.storage.faults(Faults.NONE);
            case 2 -> cluster.trouble(random.nextInt(3) > 0);
            case 3 -> cluster.cut(node.id, anyNode().id);
            default -> cluster.heal();
        }
    }

    private void pause() {
        SimNode node = anyNode();
        if (paused.add(node)) {
            node.pause();
            sim.schedule(Duration.ofMillis(random.nextInt(6_000)), () -> {
                if (paused.remove(node)) {
                    node.resume();
                }
            });
        }
    }

    private void kill(SimNode node) {
        cluster.kill(node);
        paused.remove(node);
        attached.removeIf(each -> each.node() == node);
        deliveries.forget(node);
    }

    private void append() {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 4);
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String type = random.nextInt(3) > 0 ? "wanted" : "other";
            events.add(new NewEvent(
                    new UUID(random.nextLong(), random.nextLong()), type, new byte[] {'1'}, null, null, null));
            last++;
            if (options.filter().accepts(type, "")) {
                wanted.add(last);
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
        if (attached.size() >= 3) {
            return;
        }
        SimNode node = anyNode();
        Deliveries.Seen seen = deliveries.new Seen(options.bufferSize(), node);
        AttachedSubscription subscription = node.subscribe(STREAM, "mailer", options, seen);
        Attached mine = new Attached(node, node.lastId, subscription, seen);
        attached.add(mine);
        node.attach(subscription).whenComplete((done, failure) -> {
            if (failure != null) {
                attached.remove(mine);
            }
        });
        subscription.ended().whenComplete((done, failure) -> attached.remove(mine));
    }

    private void acknowledgeSome() {
        for (Attached each : List.copyOf(attached)) {
            if (!each.seen().open.isEmpty()) {
                acknowledge(each, 1 + random.nextInt(each.seen().open.size()));
            }
        }
    }

    private void acknowledge(Attached each, int count) {
        if (count > 0 && each.seen().ends.isEmpty() && !paused.contains(each.node())) {
            each.seen().acknowledge(each.subscription(), count);
        }
    }

    private void close(Attached each) {
        attached.remove(each);
        each.subscription().detach();
    }
}
