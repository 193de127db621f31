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
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Two nodes in no cluster, one subscription with subscribers on both, and much that goes wrong: storages that are slow, away or
 * do not answer, subscribers that come, go and dawdle, nodes that die. In the end all is well, and every event was handled.
 */
final class SubscriptionScenario {

    private static final StreamId STREAM = StreamId.of("order");

    private final SimScheduler sim;
    private final RandomGenerator random;
    private final String replay;
    private final InMemoryDatabase database;
    private final Storage healthy;
    private final boolean all;
    private final SubscriptionOptions options;
    private final Set<Long> wanted = new HashSet<>();
    private final Deliveries deliveries;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<Attached> attached = new ArrayList<>();
    private final Deque<NewEvent> linkable = new ArrayDeque<>();
    private long last;
    private long positions;

    private record Attached(SimNode node, AttachedSubscription subscription, Deliveries.Seen seen) {}

    SubscriptionScenario(long seed) {
        sim = new SimScheduler(seed);
        random = sim.random();
        replay = " (repeat with -Dsim.seed=" + seed + ")";
        database = new InMemoryDatabase(sim);
        healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
        healthy.open();
        all = random.nextBoolean();
        int buffer = 1 + random.nextInt(5);
        options = SubscriptionOptions.fromOrigin()
                .filter(random.nextBoolean() ? EventFilter.all() : EventFilter.types("wanted"))
                .bufferSize(buffer)
                .maxSize(buffer + random.nextInt(20))
                .checkpointThreshold(1 + random.nextInt(4))
                .checkpointAfter(Duration.ofMillis(200));
        deliveries = new Deliveries(wanted::contains);
        nodes.add(new SimNode("a", sim, database));
        nodes.add(new SimNode("b", sim, database));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            sim.advance(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 4_000 : 300)));
            assertEquals(List.of(), deliveries.violations(), "after step " + i + replay);
        }
        nodes.forEach(node -> {
            node.storage.faults(Faults.NONE);
            node.storage.reconnect();
        });
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
        for (SimNode node : nodes) {
            assertTrue(node.ends.stream().noneMatch(end -> end.contains("failed")), node.ends + " failed" + replay);
        }
    }

    private void step() {
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> append();
            case 3, 4 -> subscribe();
            case 5, 6, 7, 8 -> acknowledgeSome();
            case 9 -> {
                if (!attached.isEmpty()) {
                    close(attached.get(random.nextInt(attached.size())));
                }
            }
            case 10 -> disturb(anyNode());
            case 11 -> link();
            default -> {
                if (random.nextInt(4) == 0) {
                    kill(random.nextInt(nodes.size()));
                }
            }
        }
    }

    private SimNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void append() {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 4);
        boolean ours = random.nextInt(4) > 0;
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String type = random.nextInt(3) > 0 ? "wanted" : "other";
            events.add(new NewEvent(
                    new UUID(random.nextLong(), random.nextLong()), type, new byte[] {'1'}, null, null, null));
            positions++;
            if (all || ours) {
                last = all ? positions : last + 1;
                if (options.filter().accepts(type, "")) {
                    wanted.add(last);
                }
            }
        }
        if (!ours) {
            linkable.addAll(events);
        }
        healthy.append(new AppendRequest(
                ours ? STREAM : StreamId.of("other"),
                ExpectedVersion.any(),
                events,
                sim.now(),
                OptionalLong.empty(),
                Deadline.after(sim, Duration.ofSeconds(5))));
        sim.run();
    }

    /** Links take numbers of the stream, as events do, and none of {@code $all}. */
    private void link() {
        List<UUID> ids = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0 && !linkable.isEmpty(); i--) {
            NewEvent event = linkable.remove();
            ids.add(event.id());
            if (!all && options.filter().accepts(event.type(), "")) {
                wanted.add(last + 1);
            }
            last += all ? 0 : 1;
        }
        if (!ids.isEmpty()) {
            healthy.links()
                    .link(new LinkStorage.Request(
                            STREAM,
                            ExpectedVersion.any(),
                            ids,
                            sim.now(),
                            OptionalLong.empty(),
                            Deadline.after(sim, Duration.ofSeconds(5))));
            sim.run();
        }
    }

    private void subscribe() {
        if (attached.size() >= 3) {
            return;
        }
        SimNode node = anyNode();
        Deliveries.Seen seen = deliveries.new Seen(options.bufferSize());
        Attached mine = new Attached(node, node.subscribe(all ? StreamId.ALL : STREAM, "mailer", options, seen), seen);
        attached.add(mine);
        node.attach(mine.subscription()).whenComplete((done, failure) -> {
            if (failure != null) {
                attached.remove(mine);
            }
        });
        mine.subscription().ended().whenComplete((done, failure) -> attached.remove(mine));
    }

    private void acknowledgeSome() {
        for (Attached each : List.copyOf(attached)) {
            if (!each.seen().open.isEmpty()) {
                acknowledge(each, 1 + random.nextInt(each.seen().open.size()));
            }
        }
    }

    private static void acknowledge(Attached each, int count) {
        if (count > 0 && each.seen().ends.isEmpty()) {
            each.seen().acknowledge(each.subscription(), count);
        }
    }

    private void close(Attached each) {
        attached.remove(each);
        each.subscription().detach();
    }

    private void disturb(SimNode node) {
        switch (random.nextInt(4)) {
            case 0 -> node.storage.faults(new Faults(0.2, 0.3, Duration.ofSeconds(1), 0.1));
            case 1 -> node.storage.faults(Faults.NONE);
            case 2 -> node.storage.disconnect();
            default -> node.storage.reconnect();
        }
    }

    private void kill(int index) {
        SimNode dead = nodes.get(index);
        dead.kill();
        attached.removeIf(each -> each.node() == dead);
        nodes.set(index, new SimNode(dead.id.name(), sim, database));
    }
}
