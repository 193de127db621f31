package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Competing subscribers of one subscription on three nodes, whose owner changes. */
class CompetingMoveTest {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionOptions OPTIONS =
            SubscriptionOptions.fromOrigin().concurrencyLimit(3).bufferSize(3).partitionBy(PartitionBy.correlationId());

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final Storage healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
    private final SimCluster cluster = new SimCluster(sim, database, 3, true);

    /** PROTOCOL A9. */
    @Test
    void nobody_gets_a_later_event_of_a_key_while_a_live_one_holds_an_earlier_from_the_owner_that_died() {
        Worker busy = subscribe(2, OPTIONS.bufferSize(1));
        append("a", "a", "b");
        assertEquals(List.of(1L), busy.numbers());
        Worker other = subscribe(1, OPTIONS.bufferSize(1));
        assertEquals(List.of(3L), other.numbers());
        cluster.kill(cluster.nodes.get(0));
        change(1, 1, 2);
        other.ack(3);
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(3L), other.numbers(), "2 is of the key that the busy one holds");
        busy.ack(1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(2L), sortedAfter(busy, other));
        assertEquals(List.of(1L), busy.numbers().subList(0, 1));
    }

    @Test
    void all_go_on_at_the_next_owner_with_what_they_hold() {
        Worker first = subscribe(2, OPTIONS);
        Worker second = subscribe(1, OPTIONS);
        append("a", "b", "a", "b", "c", "d");
        assertEquals(List.of(1L, 3L, 5L), first.numbers());
        assertEquals(List.of(2L, 4L, 6L), second.numbers());
        second.ack(4);
        cluster.kill(cluster.nodes.get(0));
        first.ack(1);
        second.ack(6);
        change(1, 1, 2);
        append("a", "e");
        assertEquals(List.of(1L, 3L, 5L, 7L), first.numbers(), "it holds the key");
        assertEquals(List.of(2L, 4L, 6L, 8L), second.numbers());
        first.ack(7);
        second.ack(8);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(OptionalLong.of(8), first.subscription.checkpoint());
        assertEquals(List.of(), first.failures);
        assertEquals(List.of(), second.failures);
    }

    /** PROTOCOL A7. */
    @Test
    void an_old_handler_acknowledges_nothing_that_came_to_its_subscriber_afterwards() {
        Worker one = subscribe(2, OPTIONS);
        Worker dying = subscribe(1, OPTIONS);
        append("x", "a", "y", "a");
        assertEquals(List.of(1L, 3L), one.numbers());
        assertEquals(List.of(2L, 4L), dying.numbers());
        one.ack(1);
        sim.advance(Duration.ofSeconds(1));
        cut(2);
        change(0, 0, 1);
        assertEquals(List.of(2L, 4L, 3L), dying.numbers(), "3 was another's, which is away");
        cluster.kill(cluster.nodes.get(1));
        change(0, 0);
        cluster.heal();
        change(0, 0, 1, 2);
        assertTrue(one.numbers().containsAll(List.of(2L, 4L)), one.numbers() + " has all of the dead one");
        one.ack(one.first(3));
        sim.advance(Duration.ofSeconds(1));
        assertEquals(OptionalLong.of(1), one.subscription.checkpoint(), "2 and 4 are not handled");
        cluster.kill(cluster.nodes.get(2));
        change(0, 0, 1, 2);
        Worker next = subscribe(0, OPTIONS);
        assertTrue(next.numbers().containsAll(List.of(2L, 4L)), next.numbers() + " has what was not handled");
    }

    @Test
    void who_tells_late_holds_nothing_any_more_and_its_handler_is_told() {
        Worker away = subscribe(2, OPTIONS);
        append("a", "a");
        assertEquals(List.of(1L, 2L), away.numbers());
        cut(2);
        change(1, 0, 1);
        Worker other = subscribe(0, OPTIONS);
        sim.advance(Duration.ofSeconds(2));
        assertEquals(List.of(1L, 2L), other.numbers());
        CompletableFuture<Void> late = away.ack(1);
        cluster.heal();
        change(1, 0, 1, 2);
        assertInstanceOf(LeaseLostException.class, away.failures.get(0));
        assertTrue(late.isCompletedExceptionally());
        CompletableFuture<Void> later = away.ack(2);
        assertInstanceOf(LeaseLostException.class, away.failures.get(1));
        assertTrue(later.isCompletedExceptionally());
        other.ack(2);
        append("a");
        assertEquals(List.of(), away.ends, "it stays attached");
    }

    @Test
    void what_one_holds_that_has_not_answered_for_ten_seconds_goes_to_another_then_and_not_before() {
        Worker away = subscribe(2, OPTIONS);
        Worker other = subscribe(1, OPTIONS);
        append("a", "b");
        assertEquals(List.of(1L), away.numbers());
        cut(2);
        append("a");
        sim.advance(Duration.ofMillis(8_400));
        assertEquals(List.of(2L), other.numbers(), "it may answer yet");
        sim.advance(Duration.ofMillis(800));
        assertEquals(List.of(2L, 1L, 3L), other.numbers());
        cluster.heal();
        sim.advance(Duration.ofSeconds(7));
        CompletableFuture<Void> late = away.ack(1);
        assertTrue(late.isCompletedExceptionally(), "it is back, and was told that it holds nothing");
        other.ack(3);
        append("c", "d");
        assertEquals(
                List.of(1L, 1L, 2L, 3L, 4L, 5L),
                Stream.of(away, other)
                        .flatMap(each -> each.numbers().stream())
                        .sorted()
                        .toList());
    }

    @Test
    void one_alone_of_several_waits_for_the_others_and_goes_on_without_them() {
        Worker one = subscribe(2, OPTIONS.bufferSize(1));
        append("a", "b");
        cluster.kill(cluster.nodes.get(0));
        cluster.change(List.of(cluster.nodes.get(1), cluster.nodes.get(2)), cluster.nodes.get(1));
        one.ack(1);
        sim.advance(SimNode.ATTACH_TIMEOUT.dividedBy(2));
        assertFalse(one.numbers().contains(2L), "another might hold it");
        sim.advance(SimNode.ATTACH_TIMEOUT.multipliedBy(2));
        assertTrue(one.numbers().contains(2L));
    }

    private static List<Long> sortedAfter(Worker busy, Worker other) {
        List<Long> all = new ArrayList<>(busy.numbers());
        all.addAll(other.numbers());
        all.removeAll(List.of(1L, 3L));
        return all;
    }

    private Worker subscribe(int node, SubscriptionOptions options) {
        Worker worker = new Worker();
        SimNode home = cluster.nodes.get(node);
        worker.subscription = home.subscribe(STREAM, "work", options, worker);
        home.attach(worker.subscription);
        sim.advance(Duration.ofMillis(200));
        return worker;
    }

    private void change(int owner, int... members) {
        cluster.change(Arrays.stream(members).mapToObj(cluster.nodes::get).toList(), cluster.nodes.get(owner));
        sim.advance(Duration.ofSeconds(5));
    }

    private void cut(int node) {
        NodeId away = cluster.nodes.get(node).id;
        for (SimNode other : cluster.nodes) {
            if (!other.id.equals(away)) {
                cluster.cut(away, other.id);
                cluster.cut(other.id, away);
            }
        }
    }

    /** One event for each key. */
    private void append(String... keys) {
        List<NewEvent> events = new ArrayList<>();
        for (String key : keys) {
            UUID correlation = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
            events.add(new NewEvent(
                    new UUID(sim.random().nextLong(), 1), "happened", new byte[] {'1'}, null, null, correlation));
        }
        healthy.append(new AppendRequest(
                STREAM,
                ExpectedVersion.any(),
                events,
                sim.now(),
                OptionalLong.empty(),
                Deadline.after(sim, Duration.ofSeconds(5))));
        sim.advance(Duration.ofSeconds(2));
    }

    /** A subscriber that acknowledges when it is told to. */
    private final class Worker implements Subscriber {

        final List<RecordedEvent> events = new ArrayList<>();
        final List<Throwable> failures = new ArrayList<>();
        final List<Optional<EventStoreException>> ends = new ArrayList<>();
        AttachedSubscription subscription;

        List<Long> numbers() {
            return events.stream().map(RecordedEvent::number).toList();
        }

        /** The event of a number as it came first. */
        RecordedEvent first(long number) {
            return events.stream()
                    .filter(event -> event.number() == number)
                    .findFirst()
                    .orElseThrow();
        }

        CompletableFuture<Void> ack(long number) {
            return ack(first(number));
        }

        CompletableFuture<Void> ack(RecordedEvent event) {
            CompletableFuture<Void> durable = subscription.ack(event).toCompletableFuture();
            durable.whenComplete((done, failure) -> {
                if (failure != null) {
                    failures.add(Failures.unwrap(failure));
                }
            });
            sim.advance(Duration.ofMillis(100));
            return durable;
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription mine) {
            events.addAll(batch);
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            ends.add(cause);
        }
    }
}
