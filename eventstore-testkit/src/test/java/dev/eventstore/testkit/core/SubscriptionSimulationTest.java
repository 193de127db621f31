package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.Seeds;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionSimulationTest {

    private static final Map<String, Object> SHORT_LEASE =
            Map.of("eventstore.subscription.lease-ttl", Duration.ofSeconds(3));

    @Test
    void one_seed_twice_gives_one_run() {
        assertEquals(SubscriptionScenario.run(11), SubscriptionScenario.run(11));
        assertNotEquals(SubscriptionScenario.run(11), SubscriptionScenario.run(12));
    }

    @Test
    void under_faults_no_event_is_passed_over_and_all_become_durable() {
        Seeds.each(100, SubscriptionScenario::run);
    }

    @Test
    void a_holder_that_is_cut_off_delivers_nothing_once_its_lease_has_run_out() {
        SimScheduler sim = new SimScheduler(1);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        SimNode cut = new SimNode(sim, database, "node1", SHORT_LEASE);
        SimNode other = new SimNode(sim, database, "node2", SHORT_LEASE);
        other.appended("order", events(sim, 10));
        List<Long> byCut = new ArrayList<>();
        List<Long> byOther = new ArrayList<>();
        List<RecordedEvent> held = new ArrayList<>();
        Subscription holding = cut.subscribed("order", SubscriptionOptions.fromOrigin(), (batch, subscription) -> {
            byCut.add(batch.get(0).number());
            held.addAll(batch);
        });
        sim.runUntil("the first came", () -> !byCut.isEmpty());
        other.subscribed("order", SubscriptionOptions.fromOrigin(), (batch, subscription) -> {
            byOther.add(batch.get(0).number());
            subscription.ack(batch);
        });
        cut.storage.disconnect();
        sim.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), byOther, "the lease has not run out");
        sim.advance(Duration.ofSeconds(10));
        assertEquals(IntStream.rangeClosed(1, 10).mapToObj(Long::valueOf).toList(), byOther);
        CompletionStage<Void> late = holding.ack(held.get(0));
        assertInstanceOf(LeaseLostException.class, cut.failure(late));
        cut.storage.reconnect();
        sim.advance(Duration.ofSeconds(10));
        assertEquals(List.of(1L), byCut, "nothing came after the cut");
        assertTrue(
                List.of(SubscriptionState.DISCONNECTED, SubscriptionState.UNSUBSCRIBED, SubscriptionState.INITIAL)
                        .contains(holding.state()),
                "state " + holding.state());
    }

    @Test
    void a_lost_hint_costs_the_interval_of_the_poll_and_no_event() {
        SimScheduler sim = new SimScheduler(2);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        SimNode deaf = new SimNode(sim, database, "node1");
        SimNode writer = new SimNode(sim, database, "node2");
        List<Long> seen = new ArrayList<>();
        deaf.subscribed("order", SubscriptionOptions.fromOrigin(), (batch, subscription) -> {
            seen.add(batch.get(0).number());
            subscription.ack(batch);
        });
        sim.advance(Duration.ofSeconds(5));
        deaf.storage.disconnect();
        writer.appended("order", events(sim, 1));
        sim.run();
        deaf.storage.reconnect();
        sim.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1L), seen);
    }

    @Test
    void a_storage_that_fails_while_it_catches_up_ends_nothing() {
        SimScheduler sim = new SimScheduler(3);
        SimNode node = new SimNode(sim, new InMemoryDatabase(sim), "node1");
        node.appended("order", events(sim, 50));
        List<Long> seen = new ArrayList<>();
        Subscription subscription =
                node.subscribed("order", SubscriptionOptions.fromOrigin().maxSize(4), (batch, handle) -> {
                    seen.add(batch.get(0).number());
                    handle.ack(batch);
                });
        node.storage.faults(new Faults(0.4, 0, Duration.ZERO, 0.1));
        sim.runUntil("all came", () -> seen.size() >= 50);
        assertFalse(subscription.ended().toCompletableFuture().isDone());
        assertEquals(50, seen.stream().distinct().count());
    }

    @Test
    void a_hint_of_more_than_there_is_makes_nobody_spin() {
        SimScheduler sim = new SimScheduler(4);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        SimNode node = new SimNode(sim, database, "node1");
        node.appended("order", events(sim, 3));
        List<Long> seen = new ArrayList<>();
        node.subscribed("order", SubscriptionOptions.fromOrigin(), (batch, subscription) -> {
            seen.add(batch.get(0).number());
            subscription.ack(batch);
        });
        sim.runUntil("all came", () -> seen.size() == 3);
        sim.advance(Duration.ofSeconds(5));
        long before = sim.steps();
        sim.advance(Duration.ofSeconds(10));
        long quiet = sim.steps() - before;
        node.storage.hint(1_000);
        before = sim.steps();
        sim.advance(Duration.ofSeconds(10));
        assertTrue(sim.steps() - before < 2 * quiet + 100, sim.steps() - before + " steps, usually " + quiet);
        node.appended("order", events(sim, 1));
        sim.runUntil("the next comes", () -> seen.size() == 4);
    }

    @Test
    void idle_stores_do_next_to_nothing() {
        SimScheduler sim = new SimScheduler(5);
        SimNode node = new SimNode(sim, new InMemoryDatabase(sim), "node1");
        node.appended("order", events(sim, 1));
        sim.advance(Duration.ofMinutes(2));
        assertEquals(List.of(), node.store.cluster().registered());
    }

    private static EventData[] events(SimScheduler sim, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> SimNode.event(sim, i))
                .toArray(EventData[]::new);
    }
}
