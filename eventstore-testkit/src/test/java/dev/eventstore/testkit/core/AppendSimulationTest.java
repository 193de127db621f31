package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.Seeds;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AppendSimulationTest {

    @Test
    void one_seed_twice_gives_one_run_of_whole_nodes() {
        assertEquals(AppendScenario.run(5), AppendScenario.run(5));
        assertTrue(!AppendScenario.run(5).equals(AppendScenario.run(6)), "another seed gives another run");
    }

    @Test
    void under_faults_every_append_that_was_answered_stands_once_where_the_answer_says() {
        Seeds.each(100, AppendScenario::run);
    }

    @Test
    void an_append_whose_answer_was_lost_is_answered_as_the_first_time_by_another_node() {
        SimScheduler sim = new SimScheduler(1);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        SimNode first = new SimNode(sim, database, "node1");
        SimNode second = new SimNode(sim, database, "node2");
        first.appended("order", SimNode.event(sim, 1), SimNode.event(sim, 2));
        EventData x = SimNode.event(sim, 3);
        first.storage.faults(Faults.replyLost(1));
        assertInstanceOf(
                AppendOutcomeUnknownException.class,
                first.failure(first.append("order", ExpectedVersion.exactly(2), x)));
        second.appended("order", SimNode.event(sim, 4));
        AppendResult again = second.result(second.append("order", ExpectedVersion.exactly(2), x));
        assertEquals(List.of(3L, 3L, 3L), List.of(again.firstVersion(), again.lastVersion(), again.lastPosition()));
    }

    @Test
    void what_another_node_wrote_is_never_mistaken_for_a_conflict() {
        SimScheduler sim = new SimScheduler(2);
        InMemoryDatabase database = new InMemoryDatabase(sim);
        SimNode first = new SimNode(sim, database, "node1");
        SimNode second = new SimNode(sim, database, "node2");
        for (int version = 0; version < 10; version += 2) {
            first.result(first.append("order", ExpectedVersion.exactly(version), SimNode.event(sim, 1)));
            second.result(second.append("order", ExpectedVersion.exactly(version + 1), SimNode.event(sim, 2)));
        }
        assertInstanceOf(
                WrongExpectedVersionException.class,
                first.failure(first.append("order", ExpectedVersion.exactly(9), SimNode.event(sim, 3))));
        assertEquals(11, first.appended("order", SimNode.event(sim, 4)).lastVersion());
    }

    @Test
    void appends_that_wait_for_a_hot_stream_are_handed_to_the_storage_together() {
        SimScheduler sim = new SimScheduler(3);
        SimNode node = new SimNode(sim, new InMemoryDatabase(sim), "node1");
        Duration delay = Duration.ofMillis(10);
        node.storage.faults(Faults.slow(1, delay));
        List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
        long start = sim.nanoTime();
        for (int i = 0; i < 64; i++) {
            appends.add(node.append("order", ExpectedVersion.any(), SimNode.event(sim, i)));
        }
        sim.runUntil("all have ended", () -> appends.stream().allMatch(CompletableFuture::isDone));
        Duration took = Duration.ofNanos(sim.nanoTime() - start);
        assertTrue(took.compareTo(delay.multipliedBy(6)) < 0, "one after the other they take longer: " + took);
        assertEquals(
                64,
                node.result(node.store.async().info(StreamId.of("order")))
                        .orElseThrow()
                        .version());
    }

    @Test
    void a_full_mailbox_refuses_at_once_and_everything_else_goes_on() {
        SimScheduler sim = new SimScheduler(4);
        SimNode node =
                new SimNode(sim, new InMemoryDatabase(sim), "node1", Map.of("eventstore.process.mailbox-capacity", 10));
        node.storage.faults(Faults.slow(1, Duration.ofMillis(10)));
        List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            appends.add(node.append("order", ExpectedVersion.any(), SimNode.event(sim, i)));
        }
        long refused = appends.stream().filter(CompletableFuture::isDone).count();
        sim.runUntil("all have ended", () -> appends.stream().allMatch(CompletableFuture::isDone));
        long written =
                appends.stream().filter(a -> !a.isCompletedExceptionally()).count();
        assertEquals(10, written, "as many as have room are written");
        appends.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .forEach(a -> assertInstanceOf(OverloadedException.class, node.failure(a)));
        assertTrue(refused <= 40);
        assertEquals(11, node.appended("order", SimNode.event(sim, 51)).lastVersion());
    }

    @Test
    void a_storage_that_is_away_fails_calls_and_when_it_is_back_all_goes_on() {
        SimScheduler sim = new SimScheduler(5);
        SimNode node = new SimNode(sim, new InMemoryDatabase(sim), "node1");
        node.storage.disconnect();
        EventData event = SimNode.event(sim, 1);
        assertInstanceOf(
                StorageUnavailableException.class, node.failure(node.append("order", ExpectedVersion.any(), event)));
        node.storage.reconnect();
        assertEquals(1, node.appended("order", event).lastVersion());
    }

    @Test
    void a_call_ends_by_its_deadline_though_the_storage_is_slower() {
        SimScheduler sim = new SimScheduler(6);
        SimNode node = new SimNode(sim, new InMemoryDatabase(sim), "node1");
        node.storage.faults(Faults.replyLost(1));
        long start = sim.nanoTime();
        var append = node.store
                .withDeadline(Duration.ofMillis(200))
                .async()
                .append(StreamId.of("order"), ExpectedVersion.any(), List.of(SimNode.event(sim, 1)));
        assertInstanceOf(AppendOutcomeUnknownException.class, node.failure(append));
        Duration took = Duration.ofNanos(sim.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "it took " + took);
    }
}
