package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.StartFrom;
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
import dev.eventstore.testkit.sim.Seeds;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One transient subscription on three nodes, whose owner changes; {@code -Dsim.seed=42} runs one seed. */
class TransientMoveTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 120;
    private static final int SEEDS_WITH_MISTAKE = 1_000;
    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionOptions OPTIONS =
            SubscriptionOptions.fromOrigin().bufferSize(2).asTransient();

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final Storage healthy = new InMemoryStorage(database, sim, sim, Observer.NONE);
    private final Deliveries deliveries = new Deliveries(number -> true, true);
    private final SimCluster cluster = new SimCluster(sim, database, 3, true);
    private Deliveries.Seen seen;

    @Test
    void its_subscriber_goes_on_at_the_next_owner_with_what_it_holds() {
        append(4);
        AttachedSubscription subscription = subscribe(2, OPTIONS);
        seen.acknowledge(subscription, 1);
        sim.advance(Duration.ofSeconds(1));
        change(1, 0, 1, 2);
        assertEquals(List.of(1L, 2L, 3L), seen.numbers, "it is still busy with two");
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L, 4L), seen.numbers);
        assertEquals(OptionalLong.of(3), subscription.checkpoint());
        assertFine();
    }

    @Test
    void what_is_acknowledged_while_the_owner_is_dead_is_taken_by_the_next() {
        append(3);
        AttachedSubscription subscription = subscribe(2, OPTIONS);
        cluster.kill(cluster.nodes.get(0));
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(7));
        assertEquals(1, deliveries.waiting().size());
        change(1, 1, 2);
        assertEquals(List.of(), deliveries.waiting());
        assertEquals(List.of(1L, 2L, 3L), seen.numbers);
        assertFine();
    }

    @Test
    void one_that_has_got_nothing_yet_goes_on_where_it_began() {
        append(5);
        subscribe(2, OPTIONS.startFrom(new StartFrom.After(5)));
        cluster.kill(cluster.nodes.get(0));
        append(2);
        change(1, 1, 2);
        assertEquals(List.of(6L, 7L), seen.numbers);
    }

    @Test
    void of_several_the_one_that_came_first_decides_where_they_go_on() {
        append(3);
        SubscriptionOptions shared = OPTIONS.concurrencyLimit(2).bufferSize(1);
        AttachedSubscription first = subscribe(2, shared);
        Deliveries.Seen mine = seen;
        subscribe(1, shared.startFrom(new StartFrom.After(100)));
        assertEquals(List.of(1L), mine.numbers);
        assertEquals(List.of(2L), seen.numbers);
        cluster.kill(cluster.nodes.get(0));
        mine.acknowledge(first, 1);
        change(1, 1, 2);
        assertEquals(List.of(1L, 3L), mine.numbers);
        assertEquals(List.of(2L), seen.numbers, "it holds that still");
    }

    @Test
    void a_stream_that_was_removed_while_there_was_no_owner_begins_anew() {
        append(4);
        AttachedSubscription subscription = subscribe(2, OPTIONS);
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L, 4L), seen.numbers);
        cluster.kill(cluster.nodes.get(0));
        healthy.delete(new Storage.Deletion(
                STREAM, ExpectedVersion.any(), DeleteMode.HARD, sim.now(), OptionalLong.empty(), soon()));
        sim.advance(Duration.ofMillis(10));
        append(2);
        change(1, 1, 2);
        assertEquals(List.of(1L, 2L, 3L, 4L, 1L, 2L), seen.numbers);
    }

    @Test
    void where_the_storage_went_back_its_subscribers_are_ended_since_nothing_says_how_far_they_were() {
        append(3);
        SimNode home = cluster.nodes.get(2);
        AttachedSubscription subscription = subscribe(2, OPTIONS);
        Deliveries.Seen kept = new Deliveries(any -> true).new Seen(2);
        AttachedSubscription persistent =
                home.subscribe(STREAM, "kept", SubscriptionOptions.fromOrigin().bufferSize(2), kept);
        home.attach(persistent);
        sim.advance(Duration.ofMillis(200));
        home.feed.restart();
        sim.advance(Duration.ofMillis(200));
        assertInstanceOf(LeaseLostException.class, seen.ends.get(0).orElseThrow());
        assertEquals(SubscriptionState.UNSUBSCRIBED, subscription.state());
        assertEquals(List.of(), kept.ends);
    }

    @Test
    void it_starts_anew_when_nobody_was_there_in_between() {
        append(3);
        AttachedSubscription subscription = subscribe(2, OPTIONS);
        seen.acknowledge(subscription, 2);
        sim.advance(Duration.ofSeconds(1));
        subscription.detach();
        sim.advance(Duration.ofSeconds(1));
        Deliveries.Seen before = seen;
        AttachedSubscription next = cluster.nodes
                .get(1)
                .subscribe(STREAM, "mailer", OPTIONS, seen = new Deliveries(any -> true).new Seen(2));
        cluster.nodes.get(1).attach(next);
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 2L, 3L), before.numbers);
        assertEquals(List.of(1L, 2L), seen.numbers);
        assertFine();
    }

    @Test
    void whoever_owns_it_no_event_is_skipped_or_handed_over_again_while_its_subscriber_lives() {
        Seeds.each(SEEDS, TransientMoveTest::run);
    }

    /** The checks are worth something. */
    @Test
    void a_planted_mistake_is_found() {
        boolean found = false;
        for (long seed = 0; seed < SEEDS_WITH_MISTAKE && !found; seed++) {
            try {
                run(seed, SimCluster.Plant.HELD_FORGOTTEN);
            } catch (AssertionError expected) {
                found = true;
            }
        }
        assertTrue(found, "not found in " + SEEDS_WITH_MISTAKE + " seeds");
    }

    private static void run(long seed, SimCluster.Plant... plants) {
        new TransientScenario(seed, plants).run(STEPS);
    }

    private void assertFine() {
        assertEquals(List.of(), deliveries.violations());
        var rows = healthy.subscriptions().list(soon()).toCompletableFuture();
        sim.run();
        assertEquals(List.of(), rows.join(), "nothing of it is kept");
    }

    private AttachedSubscription subscribe(int node, SubscriptionOptions options) {
        SimNode home = cluster.nodes.get(node);
        seen = deliveries.new Seen(options.bufferSize(), home);
        AttachedSubscription subscription = home.subscribe(STREAM, "mailer", options, seen);
        home.attach(subscription);
        sim.advance(Duration.ofMillis(200));
        return subscription;
    }

    private void change(int owner, int... members) {
        List<SimNode> nodes =
                Arrays.stream(members).mapToObj(cluster.nodes::get).toList();
        cluster.change(nodes, cluster.nodes.get(owner));
        sim.advance(Duration.ofSeconds(5));
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
