package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
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
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Three nodes and one transient subscription, whose owner changes under its only subscriber as in {@link MoveScenario}. As long as
 * that one lives, no event is passed over and none comes again. Where it has ended the next one begins at its own start, and is
 * looked at by itself.
 */
final class TransientScenario {

    private final SimScheduler sim;
    private final RandomGenerator random;
    private final String replay;
    private final StreamId stream;
    private final Storage healthy;
    private final SubscriptionOptions options;
    private final SimCluster cluster;
    private final Set<SimNode> paused = new HashSet<>();
    private Life life;
    private long last;

    /** One subscriber from its attachment to its end. */
    private record Life(
            SimNode node,
            Deliveries deliveries,
            Deliveries.Seen seen,
            AttachedSubscription subscription,
            CompletableFuture<Void> attached) {

        boolean isOver() {
            return !seen.ends.isEmpty() || attached.isCompletedExceptionally();
        }
    }

    TransientScenario(long seed, SimCluster.Plant... plants) {
        sim = new SimScheduler(seed);
        random = sim.random();
        replay = " (repeat with -Dsim.seed=" + seed + ")";
        stream = random.nextBoolean() ? StreamId.of("order") : StreamId.ALL;
        InMemoryDatabase database = new InMemoryDatabase(sim);
        healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
        healthy.open();
        int buffer = 1 + random.nextInt(5);
        options = SubscriptionOptions.fromOrigin()
                .bufferSize(buffer)
                .maxSize(buffer + random.nextInt(20))
                .asTransient();
        cluster = new SimCluster(sim, database, 3, random.nextInt(4) > 0);
        cluster.trouble(true);
        cluster.plants.addAll(List.of(plants));
        subscribe();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            sim.advance(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 3_000 : 300)));
            assertEquals(List.of(), life.deliveries().violations(), "after step " + i + replay);
            if (life.isOver()) {
                subscribe();
            }
        }
        calm();
        append();
        for (int i = 0; i < 600 && !life.deliveries().isDone(last); i++) {
            if (life.isOver()) {
                subscribe();
            }
            acknowledge(life.seen().open.size());
            sim.advance(Duration.ofMillis(200));
        }
        assertEquals(List.of(), life.deliveries().violations(), "in the end" + replay);
        assertTrue(life.deliveries().isDone(last), "in the end everything was handled" + replay);
        var rows = healthy.subscriptions().list(soon()).toCompletableFuture();
        life.subscription().detach();
        sim.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), life.deliveries().waiting(), "in the end nobody waits" + replay);
        assertEquals(List.of(), rows.join(), "nothing of it is kept" + replay);
        for (SimNode node : cluster.nodes) {
            assertTrue(node.ends.stream().noneMatch(end -> end.contains("failed")), node.ends + " failed" + replay);
        }
    }

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
            case 0, 1, 2, 3 -> append();
            case 4, 5, 6, 7, 8 ->
                acknowledge(random.nextInt(1 + life.seen().open.size()));
            case 9, 10, 11 -> move();
            case 12 -> disturb();
            case 13 -> pause();
            default -> kill(anyNode());
        }
    }

    private SimNode anyNode() {
        return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    }

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

    /** Any node but the subscriber's, whose death would be its own. */
    private void kill(SimNode node) {
        if (node != life.node()) {
            cluster.kill(node);
            paused.remove(node);
        }
    }

    private void append() {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 4);
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            events.add(new NewEvent(id, "wanted", new byte[] {'1'}, null, null, null));
            last++;
        }
        healthy.append(new AppendRequest(
                StreamId.of("order"), ExpectedVersion.any(), events, sim.now(), OptionalLong.empty(), soon()));
        sim.run();
    }

    private void subscribe() {
        long after = random.nextInt(3) == 0 ? last : 0;
        SimNode node = anyNode();
        Deliveries deliveries = new Deliveries(number -> number > after, true);
        Deliveries.Seen seen = deliveries.new Seen(options.bufferSize(), node);
        AttachedSubscription subscription = node.subscribe(
                stream,
                "mailer",
                options.startFrom(SubscriptionOptions.after(after).startFrom()),
                seen);
        life = new Life(node, deliveries, seen, subscription, node.attach(subscription));
    }

    private void acknowledge(int count) {
        if (count > 0 && !life.isOver() && !paused.contains(life.node())) {
            life.seen().acknowledge(life.subscription(), count);
        }
    }

    private Deadline soon() {
        return Deadline.after(sim, Duration.ofSeconds(5));
    }
}
