package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may deliver: two nodes in no cluster, one subscription, in simulated time. */
class SubscriptionLeaseTest {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.fromOrigin();

    private final SimScheduler sim = new SimScheduler(11);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final InMemoryStorage healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
    private final SimNode a = new SimNode("a", sim, database);
    private final SimNode b = new SimNode("b", sim, database);
    private final Deliveries deliveries = new Deliveries(number -> true);

    private Deliveries.Seen seen;

    @Test
    void the_second_node_stands_by_and_takes_over_when_the_first_closes() {
        append(3);
        AttachedSubscription first = subscribe(a);
        Deliveries.Seen atA = seen;
        AttachedSubscription second = subscribe(b);
        Deliveries.Seen atB = seen;
        atA.acknowledge(first, 1);
        sim.advance(Duration.ofSeconds(20));
        assertEquals(List.of(1L, 2L), atA.numbers);
        assertEquals(SubscriptionState.INITIAL, second.state());
        first.detach();
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(2L), atB.numbers, "it goes on after what was acknowledged");
        assertEquals(List.of(), deliveries.violations());
    }

    @Test
    void a_node_that_died_is_succeeded_when_its_lease_has_run_out() {
        append(3);
        subscribe(a);
        subscribe(b);
        Deliveries.Seen atB = seen;
        a.kill();
        sim.advance(SimNode.TTL.minusSeconds(4));
        assertEquals(List.of(), atB.numbers);
        sim.advance(SimNode.TTL);
        assertEquals(List.of(1L), atB.numbers);
    }

    /** C9: also when its renewals have come through again before it noticed. */
    @Test
    void a_holder_that_could_not_renew_in_time_delivers_nothing_more_under_its_old_lease() {
        append(5);
        AttachedSubscription first = subscribe(a);
        Deliveries.Seen atA = seen;
        AttachedSubscription second = subscribe(b);
        Deliveries.Seen atB = seen;
        a.storage.disconnect();
        sim.advance(SimNode.TTL.multipliedBy(2));
        assertEquals(List.of(1L), atB.numbers, "the other has taken over");
        a.storage.reconnect();
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(1L), atA.numbers);
        atA.acknowledge(first, 1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L), atA.numbers, "the lease it had before is not the one it has now");
        atB.acknowledge(second, 1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L), atB.numbers);
    }

    @Test
    void a_paused_holder_delivers_nothing_more_when_it_wakes() {
        append(5);
        AttachedSubscription first = subscribe(a);
        Deliveries.Seen atA = seen;
        subscribe(b);
        a.pause();
        sim.advance(SimNode.TTL.multipliedBy(2));
        a.resume();
        atA.acknowledge(first, 1);
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(1L), atA.numbers);
        assertEquals(List.of(1L), seen.numbers);
    }

    /** A node that lives on would else hold a lease that it does not use, for ever. */
    @Test
    void a_lease_that_could_not_be_given_back_is_given_back_later() {
        append(1);
        AttachedSubscription first = subscribe(a);
        subscribe(b);
        a.storage.disconnect();
        first.detach();
        sim.advance(Duration.ofSeconds(1));
        a.storage.reconnect();
        sim.advance(SimNode.TTL.multipliedBy(2));
        assertEquals(List.of(1L), seen.numbers);
    }

    @Test
    void a_lease_whose_claim_was_not_answered_is_given_back_when_nobody_wants_it_any_more() {
        append(1);
        subscribe(a, "another");
        a.storage.faults(Faults.replyLost(1));
        CompletableFuture<Void> refused =
                a.attach(a.subscribe(STREAM, "mailer", OPTIONS, deliveries.new Seen(OPTIONS.bufferSize())));
        sim.advance(Duration.ofSeconds(9));
        a.storage.faults(Faults.NONE);
        sim.advance(Duration.ofSeconds(11));
        assertTrue(refused.isCompletedExceptionally());
        subscribe(b);
        sim.advance(SimNode.TTL.multipliedBy(2));
        assertEquals(List.of(1L), seen.numbers);
    }

    @Test
    void
            a_checkpoint_that_could_not_be_written_is_written_when_the_storage_is_back_though_nothing_else_is_acknowledged() {
        append(1);
        AttachedSubscription first = subscribe(a);
        a.storage.disconnect();
        seen.acknowledge(first, 1);
        sim.advance(Duration.ofSeconds(2));
        assertEquals(1, deliveries.waiting().size(), "it is not durable, and nobody says it is");
        a.storage.reconnect();
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), deliveries.waiting());
        a.kill();
        subscribe(b);
        append(1);
        sim.advance(SimNode.TTL.multipliedBy(2));
        assertEquals(List.of(2L), seen.numbers);
        assertEquals(List.of(), deliveries.violations());
    }

    @Test
    void closing_with_acknowledgements_under_way_harms_nothing() {
        append(2);
        AttachedSubscription first = subscribe(a);
        seen.acknowledge(first, 1);
        CompletableFuture<Void> closed = first.detach().toCompletableFuture();
        sim.advance(Duration.ofSeconds(1));
        assertTrue(closed.isDone());
        assertFalse(a.ends.stream().anyMatch(end -> end.contains("failed")), a.ends.toString());
        subscribe(b);
        assertEquals(List.of(2L), seen.numbers, "what was acknowledged is durable");
        assertEquals(List.of(), deliveries.violations());
    }

    @Test
    void a_second_subscriber_of_the_same_node_is_refused_and_the_first_goes_on() {
        append(2);
        AttachedSubscription first = subscribe(a);
        Deliveries.Seen atFirst = seen;
        CompletableFuture<Void> second =
                a.attach(a.subscribe(STREAM, "mailer", OPTIONS, deliveries.new Seen(OPTIONS.bufferSize())));
        sim.advance(Duration.ofSeconds(1));
        assertTrue(second.isCompletedExceptionally());
        atFirst.acknowledge(first, 1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L), atFirst.numbers);
    }

    @Test
    void a_quiet_subscription_is_never_idle() {
        subscribe(a);
        sim.advance(Duration.ofMinutes(10));
        append(1);
        sim.advance(Duration.ofSeconds(2));
        assertEquals(List.of(1L), seen.numbers);
    }

    private AttachedSubscription subscribe(SimNode node) {
        return subscribe(node, "mailer");
    }

    private AttachedSubscription subscribe(SimNode node, String name) {
        seen = deliveries.new Seen(OPTIONS.bufferSize());
        AttachedSubscription subscription = node.subscribe(STREAM, name, OPTIONS, seen);
        node.attach(subscription);
        sim.advance(Duration.ofMillis(100));
        return subscription;
    }

    private void append(int events) {
        for (int i = 0; i < events; i++) {
            NewEvent event =
                    new NewEvent(new UUID(sim.random().nextLong(), 1), "wanted", new byte[] {'1'}, null, null, null);
            healthy.append(new AppendRequest(
                    STREAM,
                    ExpectedVersion.any(),
                    List.of(event),
                    sim.now(),
                    OptionalLong.empty(),
                    Deadline.after(sim, Duration.ofSeconds(5))));
        }
        sim.run();
    }
}
