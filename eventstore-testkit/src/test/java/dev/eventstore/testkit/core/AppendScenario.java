package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Failures;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Clients on two nodes append to three streams through faulty connections. Each knows the version it expects, and repeats the
 * same list, on either node, while the outcome is unclear. Confined to its simulation.
 */
final class AppendScenario {

    private static final int CLIENTS = 6;
    private static final int APPENDS = 12;

    private final SimScheduler sim;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<UUID, AppendResult> answered = new HashMap<>();
    private final Map<UUID, Integer> places = new HashMap<>();
    private final List<UUID> refused = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private int open = CLIENTS;

    private AppendScenario(long seed) {
        sim = new SimScheduler(seed);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        for (int i = 1; i <= 2; i++) {
            SimNode node = new SimNode(sim, database, "node" + i);
            node.storage.faults(new Faults(0.1, 0.5, Duration.ofMillis(50), 0.15));
            nodes.add(node);
        }
    }

    static List<String> run(long seed) {
        AppendScenario scenario = new AppendScenario(seed);
        for (int client = 0; client < CLIENTS; client++) {
            scenario.next("s" + client % 3, APPENDS);
        }
        scenario.sim.runUntil("every client has ended", () -> scenario.open == 0);
        scenario.check();
        return scenario.trace;
    }

    private void next(String stream, int left) {
        if (left == 0) {
            open--;
            return;
        }
        List<EventData> events = new ArrayList<>();
        for (int i = sim.random().nextInt(3); i >= 0; i--) {
            events.add(SimNode.event(sim, i));
        }
        ExpectedVersion expected = sim.random().nextBoolean()
                ? ExpectedVersion.any()
                : ExpectedVersion.exactly(sim.random().nextInt(20));
        send(stream, expected, events, left);
    }

    private void send(String stream, ExpectedVersion expected, List<EventData> events, int left) {
        SimNode node = nodes.get(sim.random().nextInt(nodes.size()));
        node.append(stream, expected, events.toArray(EventData[]::new)).whenComplete((result, failure) -> {
            Throwable cause = failure == null ? null : Failures.unwrap(failure);
            trace.add(sim.nanoTime() + " " + stream + " " + expected + " " + (cause == null ? result : cause));
            if (cause instanceof AppendOutcomeUnknownException
                    || cause instanceof StorageUnavailableException
                    || cause instanceof DeadlineExceededException) {
                sim.schedule(Duration.ofMillis(20), () -> send(stream, expected, events, left));
                return;
            }
            if (cause instanceof WrongExpectedVersionException) {
                events.forEach(event -> refused.add(event.id()));
            } else if (cause != null) {
                throw new AssertionError("no client expects this", cause);
            } else {
                for (int i = 0; i < events.size(); i++) {
                    answered.put(events.get(i).id(), result);
                    places.put(events.get(i).id(), i);
                }
            }
            next(stream, left - 1);
        });
    }

    private void check() {
        nodes.forEach(node -> node.storage.faults(Faults.NONE));
        SimNode node = nodes.get(0);
        List<RecordedEvent> all = node.result(
                node.store.async().read(StreamId.ALL, ReadOptions.forward().limit(10_000)));
        Map<StreamId, Long> versions = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            RecordedEvent event = all.get(i);
            assertEquals(i + 1, event.position(), "positions are dense");
            assertEquals(versions.merge(event.stream(), 1L, Long::sum), event.version(), "versions are dense");
            AppendResult answer = answered.remove(event.id());
            if (answer == null) {
                throw new AssertionError("it is there, but nobody was told: " + event);
            }
            assertEquals(
                    answer.firstVersion() + places.get(event.id()), event.version(), "it stands where the answer says");
        }
        assertEquals(Map.of(), answered, "these were answered, but are not there");
        refused.forEach(id ->
                assertEquals(0, all.stream().filter(e -> e.id().equals(id)).count()));
    }
}
