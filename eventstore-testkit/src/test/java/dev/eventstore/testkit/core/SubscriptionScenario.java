package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Two nodes share one subscription to {@code $all}; their storages are slow, away, lose answers, and are cut off for longer than
 * the lease. Whoever is ended subscribes again. Confined to its simulation.
 */
final class SubscriptionScenario {

    private static final int EVENTS = 40;
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final SimScheduler sim;
    private final SimNode writer;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SubscriptionOptions options;
    private final TreeSet<Long> acknowledged = new TreeSet<>();
    private final List<String> trace = new ArrayList<>();
    private final Map<SimNode, Subscription> current = new HashMap<>();
    private long written;

    private SubscriptionScenario(long seed) {
        sim = new SimScheduler(seed);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        writer = new SimNode(sim, database, "writer");
        for (int i = 1; i <= 2; i++) {
            SimNode node = new SimNode(sim, database, "node" + i, Map.of("eventstore.subscription.lease-ttl", LEASE));
            node.storage.faults(new Faults(0.1, 0.3, Duration.ofMillis(200), 0.05));
            nodes.add(node);
        }
        options = SubscriptionOptions.fromOrigin()
                .bufferSize(1 + sim.random().nextInt(4))
                .maxSize(8)
                .checkpointThreshold(1 + sim.random().nextInt(3))
                .checkpointAfter(Duration.ofMillis(300));
    }

    static List<String> run(long seed) {
        SubscriptionScenario scenario = new SubscriptionScenario(seed);
        scenario.write();
        scenario.nodes.forEach(scenario::subscribe);
        scenario.nodes.forEach(scenario::cutOffAtTimes);
        scenario.sim.advance(Duration.ofSeconds(60));
        scenario.nodes.forEach(node -> {
            node.storage.faults(Faults.NONE);
            node.storage.reconnect();
        });
        scenario.sim.runUntil("everything is durable", scenario::isDurable);
        assertEquals(EVENTS, scenario.acknowledged.size());
        return scenario.trace;
    }

    private void write() {
        if (written < EVENTS) {
            sim.schedule(
                    Duration.ofMillis(sim.random().nextInt(2_000)),
                    () -> writer.append("order", ExpectedVersion.any(), SimNode.event(sim, (int) written))
                            .thenAccept(done -> {
                                written++;
                                write();
                            }));
        }
    }

    private void cutOffAtTimes(SimNode node) {
        sim.schedule(Duration.ofMillis(sim.random().nextInt(15_000)), () -> {
            node.storage.disconnect();
            sim.schedule(Duration.ofMillis(sim.random().nextInt(8_000)), () -> {
                node.storage.reconnect();
                cutOffAtTimes(node);
            });
        });
    }

    private void subscribe(SimNode node) {
        node.store
                .async()
                .subscribe(StreamId.ALL, SubscriptionName.of("mailer"), options, new Handler(node))
                .whenComplete((subscription, failure) -> {
                    if (failure == null) {
                        current.put(node, subscription);
                    } else {
                        sim.schedule(Duration.ofMillis(500), () -> subscribe(node));
                    }
                });
    }

    /** An acknowledgement may be durable though its answer was lost, so the checkpoint is asked, not the stages. */
    private boolean isDurable() {
        return current.values().stream().anyMatch(s -> s.checkpoint().equals(OptionalLong.of(EVENTS)));
    }

    /** Acknowledges each batch a little later, and checks that nothing was passed over. */
    private final class Handler implements Subscriber {

        private final SimNode node;

        Handler(SimNode node) {
            this.node = node;
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            for (RecordedEvent event : batch) {
                trace.add(sim.nanoTime() + " " + nodes.indexOf(node) + " " + event.number());
                for (long before = 1; before <= event.number() - options.bufferSize(); before++) {
                    assertTrue(
                            acknowledged.contains(before), event.number() + " came, but nobody acknowledged " + before);
                }
            }
            RecordedEvent last = batch.get(batch.size() - 1);
            sim.schedule(Duration.ofMillis(sim.random().nextInt(300)), () -> {
                batch.forEach(event -> acknowledged.add(event.number()));
                subscription.ack(last);
            });
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            trace.add(sim.nanoTime() + " " + nodes.indexOf(node) + " ended " + cause);
            sim.schedule(Duration.ofMillis(100), () -> subscribe(node));
        }
    }
}
