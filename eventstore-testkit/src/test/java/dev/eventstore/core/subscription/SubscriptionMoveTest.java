package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One subscription on three nodes, whose owner changes. */
class SubscriptionMoveTest {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionOptions OPTIONS =
            SubscriptionOptions.fromOrigin().bufferSize(2);

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final Storage healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
    private final Deliveries deliveries = new Deliveries(number -> true, true);
    private SimCluster cluster = new SimCluster(sim, database, 3, true);
    private Deliveries.Seen seen;
    private CompletableFuture<Void> attached;

    @Test
    void a_subscriber_goes_on_at_the_next_owner_with_what_it_holds() {
        append(4);
        AttachedSubscription subscription = subscribe(2);
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L), seen.numbers);
        change(1, 0, 1, 2);
        assertEquals(List.of(1L, 2L, 3L), seen.numbers, "it is still busy with two");
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L, 4L), seen.numbers);
        assertEquals(OptionalLong.of(2), subscription.checkpoint());
        assertEquals(SubscriptionState.SUBSCRIBED, subscription.state());
        assertFine();
    }

    /** B9 of docs/interleavings.md. */
    @Test
    void a_delivery_that_is_lost_comes_again_without_another_view_and_nothing_overtakes_it() {
        AttachedSubscription subscription = subscribe(2);
        cluster.cut(cluster.nodes.get(0).id, cluster.nodes.get(2).id);
        append(2);
        sim.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), seen.numbers);
        cluster.heal();
        sim.advance(Duration.ofSeconds(4));
        assertEquals(List.of(1L, 2L), seen.numbers);
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(OptionalLong.of(2), subscription.checkpoint());
        assertFine();
    }

    @Test
    void where_there_are_no_epochs_the_next_owner_does_not_wait_for_the_lease() {
        cluster = new SimCluster(sim, database, 3, false);
        append(4);
        AttachedSubscription subscription = subscribe(2);
        change(1, 0, 1, 2);
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L, 4L), seen.numbers);
        assertEquals(OptionalLong.of(2), subscription.checkpoint());
        assertFine();
    }

    @Test
    void what_is_acknowledged_while_the_owner_is_dead_becomes_durable_at_the_next() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        cluster.kill(cluster.nodes.get(0));
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(7));
        assertEquals(1, deliveries.waiting().size());
        assertEquals(List.of(1L, 2L), seen.numbers);
        change(1, 1, 2);
        assertEquals(List.of(), deliveries.waiting());
        assertEquals(List.of(1L, 2L, 3L), seen.numbers);
        assertFine();
    }

    @Test
    void a_new_subscriber_does_not_take_the_place_of_one_from_before_the_move() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        Deliveries.Seen before = seen;
        cluster.change(cluster.nodes, cluster.nodes.get(1));
        subscribe(1);
        sim.advance(Duration.ofSeconds(5));
        assertTrue(attached.isCompletedExceptionally(), "it came too late");
        before.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L), before.numbers);
        assertFine();
    }

    @Test
    void one_that_comes_back_when_another_has_its_place_has_lost_it() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        Deliveries.Seen before = seen;
        cut(2);
        change(1, 0, 1);
        subscribe(0);
        sim.advance(Duration.ofSeconds(3));
        assertEquals(List.of(1L, 2L), seen.numbers, "after a while the new one is let in");
        before.acknowledge(subscription, 1);
        cluster.heal();
        change(1, 0, 1, 2);
        assertInstanceOf(LeaseLostException.class, before.ends.get(0).orElseThrow());
        assertEquals(List.of(), deliveries.waiting(), "it was told that its acknowledgement does not count");
        assertEquals(List.of(), seen.ends);
        assertFine();
    }

    @Test
    void one_that_was_closed_while_it_was_cut_off_from_its_owner_makes_room_without_another_view() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        cut(2);
        subscription.detach();
        sim.advance(Duration.ofSeconds(20));
        assertEquals(List.of(Optional.empty()), seen.ends);
        cluster.heal();
        subscribe(1);
        assertTrue(attached.isCompletedExceptionally(), "its place is found to be free by who asks for it");
        sim.advance(Duration.ofSeconds(5));
        subscribe(1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(2L, 3L), seen.numbers);
    }

    @Test
    void a_subscriber_that_has_left_with_its_node_makes_room_at_once() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        cluster.kill(cluster.nodes.get(2));
        change(0, 0, 1);
        subscribe(1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(2L, 3L), seen.numbers);
        assertFine();
    }

    /** PROTOCOL A3. */
    @Test
    void a_lease_that_was_lost_is_claimed_again_only_under_another_view() {
        append(4);
        AttachedSubscription subscription = subscribe(2);
        long foreign = claim(cluster.epoch());
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(30));
        assertEquals(SubscriptionState.DISCONNECTED, subscription.state());
        assertTrue(checkpoint(foreign, 1), "it is still the other's");
        change(0, 0, 1, 2);
        assertEquals(List.of(1L, 2L, 3L, 2L, 3L), seen.numbers, "what was acknowledged to the other stays so");
        assertFine();
    }

    /** A7 of docs/interleavings.md: deliveries are counted by each owner, and a sleeper does not know what its successor has counted. */
    @Test
    void an_acknowledgement_of_what_another_owner_delivered_says_nothing_to_one_that_has_slept_meanwhile() {
        append(8);
        AttachedSubscription subscription = subscribe(2, OPTIONS.bufferSize(4));
        claim(cluster.epoch());
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(
                SubscriptionState.DISCONNECTED, subscription.state(), "the owner has lost its lease and stands by");
        cluster.asleep.add(cluster.nodes.get(0));
        change(1, 1, 2);
        assertEquals(List.of(1L, 2L, 3L, 4L), seen.numbers.subList(5, seen.numbers.size()), "taken back before");
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(OptionalLong.of(2), subscription.checkpoint());
        cut(2);
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofMillis(100));
        cluster.change(cluster.nodes, cluster.nodes.get(0));
        sim.advance(Duration.ofMillis(300));
        cluster.heal();
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(5L, 6L, 7L, 8L), seen.numbers.subList(9, seen.numbers.size()));
        assertEquals(OptionalLong.of(4), subscription.checkpoint(), "5 and 6 are not handled");
        assertFine();
    }

    @Test
    void a_subscription_that_another_program_deletes_ends_without_another_view() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        healthy.subscriptions().delete(STREAM, SubscriptionName.of("mailer"), soon());
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(5));
        assertInstanceOf(SubscriptionDeletedException.class, seen.ends.get(0).orElseThrow());
    }

    @Test
    void closing_while_the_owner_moves_writes_what_was_acknowledged() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        seen.acknowledge(subscription, 2);
        cluster.change(cluster.nodes, cluster.nodes.get(1));
        CompletableFuture<Void> closed = subscription.detach().toCompletableFuture();
        sim.advance(Duration.ofSeconds(6));
        assertTrue(closed.isDone());
        assertEquals(List.of(Optional.empty()), seen.ends);
        subscribe(0);
        sim.advance(Duration.ofSeconds(2));
        assertEquals(List.of(3L), seen.numbers);
        assertFine();
    }

    private void assertFine() {
        assertEquals(List.of(), deliveries.violations());
    }

    private AttachedSubscription subscribe(int node) {
        return subscribe(node, OPTIONS);
    }

    private AttachedSubscription subscribe(int node, SubscriptionOptions options) {
        SimNode home = cluster.nodes.get(node);
        Deliveries.Seen mine = deliveries.new Seen(options.bufferSize(), home);
        seen = mine;
        AttachedSubscription subscription = home.subscribe(STREAM, "mailer", options, mine);
        UUID id = home.lastId;
        cluster.takenBack = attachment -> {
            if (attachment.equals(id)) {
                mine.takenBack();
            }
        };
        attached = home.attach(subscription);
        sim.advance(Duration.ofMillis(200));
        return subscription;
    }

    private void change(int owner, int... members) {
        List<SimNode> nodes =
                Arrays.stream(members).mapToObj(cluster.nodes::get).toList();
        cluster.change(nodes, cluster.nodes.get(owner));
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

    /** Another holder under the same epoch, which there should not be. */
    private long claim(long epoch) {
        CompletableFuture<ClaimResult> claimed = healthy.subscriptions()
                .claim(new Claim(
                        STREAM,
                        SubscriptionName.of("mailer"),
                        Optional.empty(),
                        new NodeId("another", new UUID(5, 5)),
                        OptionalLong.of(epoch),
                        soon()))
                .toCompletableFuture();
        sim.run();
        return ((ClaimResult.Granted) claimed.join()).token();
    }

    private boolean checkpoint(long token, long number) {
        CompletableFuture<List<Boolean>> written = healthy.subscriptions()
                .checkpoint(List.of(new Checkpoint(STREAM, SubscriptionName.of("mailer"), token, number)), soon())
                .toCompletableFuture();
        sim.run();
        return written.join().get(0);
    }

    private void append(int events) {
        for (int i = 0; i < events; i++) {
            NewEvent event =
                    new NewEvent(new UUID(sim.random().nextLong(), 1), "wanted", new byte[] {'1'}, null, null, null);
            healthy.append(new AppendRequest(
                    STREAM, ExpectedVersion.any(), List.of(event), sim.now(), OptionalLong.empty(), soon()));
        }
        sim.run();
    }

    private Deadline soon() {
        return Deadline.after(sim, Duration.ofSeconds(5));
    }
}
