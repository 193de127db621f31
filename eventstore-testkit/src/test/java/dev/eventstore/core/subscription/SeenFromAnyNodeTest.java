package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
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

/** What each of three nodes sees of a subscription: how far it is, and what it does; its owner is node 0 until it changes. */
class SeenFromAnyNodeTest {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final SubscriptionOptions OPTIONS =
            SubscriptionOptions.fromOrigin().bufferSize(2);

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final Storage healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
    private final Deliveries deliveries = new Deliveries(number -> true);
    private final SimCluster cluster = new SimCluster(sim, database, 3, true);
    private Deliveries.Seen seen = deliveries.new Seen(2);

    @Test
    void who_waits_on_any_node_is_told_when_the_owner_has_written_it_wherever_the_subscriber_is() {
        append(2);
        AttachedSubscription subscription = subscribe(2);
        List<CompletableFuture<Void>> waiting = List.of(await(0, 2), await(1, 2), await(2, 2));
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        waiting.forEach(SeenFromAnyNodeTest::assertTold);
    }

    @Test
    void who_waits_while_the_owner_changes_is_told_by_what_the_next_one_writes() {
        append(4);
        AttachedSubscription subscription = subscribe(2);
        List<CompletableFuture<Void>> waiting = List.of(await(0, 4), await(1, 4), await(2, 4));
        seen.acknowledge(subscription, 2);
        change(1, 0, 1, 2);
        assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        seen.acknowledge(subscription, 2);
        change(2, 0, 1, 2);
        waiting.forEach(SeenFromAnyNodeTest::assertTold);
    }

    @Test
    void what_a_dead_owner_has_not_written_ends_no_wait_before_the_next_one_has() {
        append(2);
        AttachedSubscription subscription = subscribe(2);
        CompletableFuture<Void> waiting = await(1, 2);
        cluster.kill(cluster.nodes.get(0));
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(7));
        assertFalse(waiting.isDone());
        change(1, 1, 2);
        assertTold(waiting);
    }

    @Test
    void who_waits_on_a_node_that_left_the_others_is_told_as_long_as_it_reaches_the_storage() {
        append(2);
        AttachedSubscription subscription = subscribe(2);
        CompletableFuture<Void> cutOff = await(0, 2);
        cut(0);
        change(1, 1, 2);
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(2));
        assertTold(cutOff);
    }

    @Test
    void who_waits_in_vain_over_a_change_of_owners_hears_how_far_it_came() {
        append(3);
        AttachedSubscription subscription = subscribe(2);
        CompletableFuture<Void> waiting = await(1, 3);
        seen.acknowledge(subscription, 1);
        change(1, 0, 1, 2);
        change(2, 0, 1, 2);
        sim.advance(Duration.ofSeconds(10));
        assertTrue(waiting.isDone());
        Throwable late = waiting.handle((done, failure) -> failure).join();
        assertInstanceOf(DeadlineExceededException.class, late);
        assertTrue(late.getMessage().contains("was at 1"), late.getMessage());
    }

    @Test
    void every_node_sees_the_same_activity_before_and_after_the_owner_has_changed() {
        append(3);
        subscribe(2);
        for (int node = 0; node < 3; node++) {
            assertEquals(running(0, SubscriptionState.SUBSCRIBED, 2), activity(node));
        }
        change(1, 0, 1, 2);
        for (int node = 0; node < 3; node++) {
            assertEquals(running(1, SubscriptionState.SUBSCRIBED, 2), activity(node));
        }
    }

    @Test
    void an_owner_that_stands_still_is_silent_within_two_seconds_and_one_that_is_dead_runs_nothing_at_the_next_view() {
        append(1);
        subscribe(2);
        cluster.nodes.get(0).pause();
        CompletableFuture<List<SubscriptionInfo>> looking = look(1);
        sim.advance(Duration.ofMillis(1_900));
        assertFalse(looking.isDone());
        sim.advance(Duration.ofMillis(200));
        assertTrue(looking.isDone());
        NodeId owner = cluster.nodes.get(0).id;
        assertEquals(Activity.silent(Optional.of(owner)), looking.join().get(0).activity());
        cluster.kill(cluster.nodes.get(0));
        change(1, 1, 2);
        assertEquals(running(1, SubscriptionState.SUBSCRIBED, 1), activity(2));
    }

    @Test
    void one_whose_last_subscriber_has_left_is_idle_and_nothing_is_started_by_asking() {
        append(1);
        AttachedSubscription subscription = subscribe(2);
        subscription.detach();
        sim.advance(Duration.ofSeconds(1));
        assertEquals(Activity.IDLE, activity(1));
        change(1, 0, 1, 2);
        assertEquals(Activity.IDLE, activity(1));
        sim.advance(Duration.ofMinutes(3));
        assertEquals(Activity.IDLE, activity(1));
        cluster.nodes.forEach(node -> assertEquals(List.of(), node.supervisor.running(), node.id.name()));
    }

    @Test
    void a_former_owner_that_is_the_owner_again_knows_nothing_of_what_it_ran_before() {
        append(1);
        AttachedSubscription subscription = subscribe(2);
        change(1, 0, 1, 2);
        subscription.detach();
        sim.advance(Duration.ofSeconds(1));
        change(0, 0, 1, 2);
        assertEquals(Activity.IDLE, look(1, Duration.ofSeconds(3)));
    }

    private static void assertTold(CompletableFuture<Void> stage) {
        assertTrue(stage.isDone());
        stage.join();
    }

    private Activity running(int owner, SubscriptionState state, int inFlight) {
        return new Activity(
                Presence.RUNNING,
                Optional.of(cluster.nodes.get(owner).id),
                Optional.of(state),
                List.of(cluster.nodes.get(2).id),
                inFlight);
    }

    private Activity activity(int node) {
        return look(node, Duration.ofMillis(100));
    }

    private Activity look(int node, Duration patience) {
        CompletableFuture<List<SubscriptionInfo>> looking = look(node);
        sim.advance(patience);
        assertTrue(looking.isDone());
        return looking.join().get(0).activity();
    }

    private CompletableFuture<List<SubscriptionInfo>> look(int node) {
        CompletableFuture<List<SubscriptionInfo>> looking = healthy.subscriptions()
                .list(soon())
                .thenCompose(stored -> cluster.nodes.get(node).activities.describe(stored, soon()))
                .toCompletableFuture();
        sim.run();
        return looking;
    }

    private CompletableFuture<Void> await(int node, long number) {
        CompletableFuture<Void> waiting = cluster.nodes
                .get(node)
                .positions
                .await(STREAM, MAILER, number, soon())
                .toCompletableFuture();
        sim.advance(Duration.ofMillis(50));
        return waiting;
    }

    private AttachedSubscription subscribe(int node) {
        SimNode home = cluster.nodes.get(node);
        seen = deliveries.new Seen(OPTIONS.bufferSize(), home);
        AttachedSubscription subscription = home.subscribe(STREAM, MAILER.value(), OPTIONS, seen);
        CompletableFuture<Void> attached = home.attach(subscription);
        sim.advance(Duration.ofMillis(200));
        assertTold(attached);
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
        return Deadline.after(sim, Duration.ofSeconds(15));
    }
}
