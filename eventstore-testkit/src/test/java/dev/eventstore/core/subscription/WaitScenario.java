package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Three nodes and one subscription whose owner changes; on each node somebody waits for some number of it, and looks at what it
 * does. Messages are lost, owners die, storages are slow and do not answer. A wait that has ended is about what is stored, and one
 * that has not ended by its deadline is refused.
 */
final class WaitScenario {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.fromOrigin()
            .bufferSize(3)
            .checkpointThreshold(2)
            .checkpointAfter(Duration.ofMillis(300));

    /** By how much an answer may come later than its deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final SimScheduler sim;
    private final RandomGenerator random;
    private final String replay;
    private final Storage healthy;
    private final Deliveries deliveries = new Deliveries(number -> true);
    private final SimCluster cluster;
    private final List<Wait> waits = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private AttachedSubscription subscription;
    private Deliveries.Seen seen = deliveries.new Seen(3);
    private SimNode home;
    private boolean refused;
    private long last;

    /** Somebody who waits. */
    private record Wait(SimNode node, long number, long until, CompletableFuture<Void> end) {}

    WaitScenario(long seed) {
        sim = new SimScheduler(seed);
        random = sim.random();
        replay = " (repeat with -Dsim.seed=" + seed + ")";
        InMemoryDatabase database = new InMemoryDatabase(sim);
        healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
        healthy.open();
        cluster = new SimCluster(sim, database, 3, random.nextInt(4) > 0);
        home = cluster.nodes.get(0);
        subscription = subscribe();
        sim.advance(Duration.ofSeconds(1));
        cluster.trouble(true);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            sim.advance(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 2_000 : 200)));
            check("after step " + i);
        }
        cluster.trouble(false);
        cluster.heal();
        cluster.nodes.forEach(node -> node.storage.faults(Faults.NONE));
        sim.advance(Duration.ofSeconds(6));
        SimNode owner = anyNode();
        cluster.change(cluster.nodes, owner);
        append();
        cluster.nodes.forEach(node -> await(node, last, Duration.ofMinutes(5)));
        for (int i = 0; i < 300 && waits.stream().anyMatch(wait -> !wait.end().isDone()); i++) {
            acknowledge();
            sim.advance(Duration.ofMillis(200));
        }
        check("in the end");
        assertEquals(
                List.of(),
                waits,
                () -> "in the end nobody waits; stored is " + checkpoint() + " of " + last + ", the subscriber has "
                        + seen.open + " and " + seen.ends + ", and is " + subscription.state() + replay);
        assertEquals(last, checkpoint(), replay);
        cluster.nodes.forEach(node -> assertEquals(
                List.of(Presence.RUNNING, owner.id, List.of(home.id)), presence(node), "in the end" + replay));
    }

    private List<Object> presence(SimNode node) {
        CompletableFuture<List<SubscriptionInfo>> looking = look(node);
        sim.advance(Duration.ofSeconds(1));
        assertTrue(looking.isDone(), replay);
        Activity activity = looking.join().get(0).activity();
        return List.of(activity.presence(), activity.node().orElseThrow(), activity.subscribers());
    }

    private void step() {
        switch (random.nextInt(14)) {
            case 0, 1 -> append();
            case 2, 3, 4 -> acknowledge();
            case 5, 6, 7 -> await(anyNode(), random.nextLong(last + 3), Duration.ofMillis(random.nextInt(8_000)));
            case 8, 9 -> move();
            case 10 ->
                anyNode()
                        .storage
                        .faults(random.nextBoolean() ? Faults.NONE : new Faults(0.1, 0.3, Duration.ofSeconds(1), 0.1));
            case 11 -> cluster.trouble(random.nextInt(3) > 0);
            case 12 -> lookOn(anyNode());
            default -> {
                if (random.nextInt(3) == 0) {
                    kill(anyNode());
                }
            }
        }
    }

    private void check(String when) {
        long stored = checkpoint();
        for (Wait wait : List.copyOf(waits)) {
            if (wait.end().isDone()) {
                waits.remove(wait);
                ended(wait, stored);
            } else if (sim.nanoTime() - wait.until() > SLACK.toNanos()) {
                violations.add(wait + " did not end by its deadline");
            }
        }
        assertEquals(List.of(), violations, when + replay);
        assertEquals(List.of(), deliveries.violations(), when + replay);
    }

    private void ended(Wait wait, long stored) {
        wait.end().whenComplete((done, failure) -> {
            if (failure != null) {
                if (!(Failures.unwrap(failure) instanceof DeadlineExceededException)) {
                    violations.add(wait + " failed: " + failure);
                }
            } else if (stored < wait.number() || !deliveries.isDone(wait.number())) {
                violations.add(wait + " ended though only " + stored + " is stored");
            }
        });
    }

    private void await(SimNode node, long number, Duration patience) {
        Deadline deadline = Deadline.after(sim, patience);
        waits.add(new Wait(
                node,
                number,
                deadline.nanoTime(),
                node.positions.await(STREAM, MAILER, number, deadline).toCompletableFuture()));
    }

    /** Whatever has happened, it is told in time. */
    private void lookOn(SimNode node) {
        CompletableFuture<List<SubscriptionInfo>> looking = look(node);
        sim.schedule(Duration.ofSeconds(3), () -> {
            if (!node.isDead() && (!looking.isDone() || looking.isCompletedExceptionally())) {
                violations.add("what it does was not told on " + node.id);
            }
        });
    }

    private CompletableFuture<List<SubscriptionInfo>> look(SimNode node) {
        CompletableFuture<List<SubscriptionInfo>> looking = healthy.subscriptions()
                .list(Deadline.after(sim, Duration.ofSeconds(5)))
                .thenCompose(stored -> node.activities.describe(stored, Deadline.after(sim, Duration.ofSeconds(30))))
                .toCompletableFuture();
        sim.run();
        return looking;
    }

    private long checkpoint() {
        CompletableFuture<List<OptionalLong>> asked = healthy.subscriptions()
                .checkpoints(List.of(new Name(STREAM, MAILER)), Deadline.after(sim, Duration.ofSeconds(5)))
                .toCompletableFuture();
        sim.run();
        return asked.join().get(0).orElse(-1);
    }

    private SimNode anyNode() {
        return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    }

    /** Another view, often with another owner; the subscriber's node and the majority stay in it. */
    private void move() {
        if (cluster.isChanging()) {
            return;
        }
        List<SimNode> members = new ArrayList<>(cluster.nodes);
        if (random.nextInt(3) == 0) {
            members.removeIf(node -> node != home && members.size() == 3 && random.nextBoolean());
        }
        cluster.change(members, members.get(random.nextInt(members.size())));
    }

    /** The subscriber's node lives on: whoever it holds up would only wait. */
    private void kill(SimNode node) {
        if (node != home) {
            cluster.kill(node);
            waits.removeIf(wait -> wait.node() == node);
        }
    }

    private AttachedSubscription subscribe() {
        seen = deliveries.new Seen(OPTIONS.bufferSize(), home);
        AttachedSubscription attached = home.subscribe(STREAM, MAILER.value(), OPTIONS, seen);
        refused = false;
        home.attach(attached).whenComplete((done, failure) -> refused |= failure != null);
        return attached;
    }

    /** A subscription that was refused, or has ended, is replaced. */
    private void acknowledge() {
        if (refused || !seen.ends.isEmpty()) {
            subscription = subscribe();
        } else if (!seen.open.isEmpty()) {
            seen.acknowledge(subscription, 1 + random.nextInt(seen.open.size()));
        }
    }

    private void append() {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            events.add(new NewEvent(id, "wanted", new byte[] {'1'}, null, null, null));
            last++;
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
}
