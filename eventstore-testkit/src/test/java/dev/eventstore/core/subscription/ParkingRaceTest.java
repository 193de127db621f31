package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.wire.ParkingMessages.Count;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import dev.eventstore.core.wire.ParkingMessages.ReplayFailed;
import dev.eventstore.core.wire.ParkingMessages.ReplayParked;
import dev.eventstore.core.wire.ParkingMessages.Replayed;
import dev.eventstore.core.wire.ParkingMessages.SkipParked;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Events that are parked and replayed while something else happens to them. */
class ParkingRaceTest {

    private static final UUID KEY = new UUID(1, 1);
    private static final SubscriptionName NAME = SubscriptionName.of("mailer");
    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.fromOrigin()
            .bufferSize(10)
            .partitionBy(PartitionBy.correlationId())
            .onFailure(FailurePolicy.park());

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final Storage atOnce = new InMemoryStorage(database, Runnable::run, sim, Observer.NONE);
    private final SimNode node = new SimNode("a", sim, database);
    private final List<Long> handled = new ArrayList<>();
    private boolean fails = true;
    private boolean acknowledges = true;

    @Test
    void later_events_of_a_key_are_delivered_when_the_failing_one_was_removed_before_it_could_be_parked() {
        append("removed", "kept", "kept");
        node.attach(node.subscribe(StreamId.ALL, "mailer", OPTIONS, new Failing(() -> remove("removed"))));
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(2L, 3L), handled);
        assertEquals(List.of(), parked());
    }

    @Test
    void one_that_waits_to_park_what_was_removed_before_the_next_owner_read_it_goes_on_behind_it() {
        SimCluster cluster = new SimCluster(sim, database, 3, true);
        append("removed", "kept", "kept");
        SimNode home = cluster.nodes.get(2);
        home.attach(home.subscribe(
                StreamId.ALL, "mailer", OPTIONS.bufferSize(1), new Failing(() -> cluster.kill(cluster.nodes.get(0)))));
        sim.advance(Duration.ofSeconds(1));
        remove("removed");
        cluster.change(List.of(cluster.nodes.get(1), home), cluster.nodes.get(1));
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(2L, 3L), handled);
        assertEquals(List.of(), parked());
    }

    @Test
    void an_event_that_is_given_up_before_its_replay_has_begun_is_not_handed_over_afterwards() {
        append("one", "one");
        node.attach(node.subscribe(StreamId.ALL, "mailer", OPTIONS, new Failing(() -> {})));
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(1L, 2L), parked());
        fails = false;
        ask(new ReplayParked(1));
        CompletableFuture<Message> skipped = ask(new SkipParked(1));
        sim.advance(Duration.ofSeconds(5));
        assertEquals(new Count(1), skipped.join());
        assertEquals(List.of(2L), handled, "the replay goes on behind it");
        assertEquals(List.of(), parked());
    }

    @Test
    void what_was_parked_as_its_owner_was_killed_and_is_given_up_does_not_come_again() {
        append("one", "one");
        node.attach(node.subscribe(StreamId.ALL, "mailer", OPTIONS, new Failing(() -> {})));
        sim.runUntil("both are parked", () -> parked().equals(List.of(1L, 2L)));
        node.kill();
        sim.advance(SimNode.TTL.plusSeconds(1));
        SimNode next = new SimNode("b", sim, database);
        CompletableFuture<Message> skipped = ask(next, new SkipParked(1));
        sim.advance(Duration.ofSeconds(1));
        assertEquals(new Count(1), skipped.join());
        fails = false;
        next.attach(next.subscribe(StreamId.ALL, "mailer", OPTIONS, new Failing(() -> {})));
        sim.advance(Duration.ofSeconds(5));
        assertEquals(List.of(), handled);
        assertEquals(List.of(2L), parked());
    }

    /** PROTOCOL A7, of replays. */
    @Test
    void an_acknowledgement_of_what_an_owner_before_has_replayed_says_nothing_of_what_this_one_replays() {
        append("one", "one");
        node.attach(node.subscribe(StreamId.ALL, "mailer", OPTIONS, new Failing(() -> {})));
        UUID attachment = node.lastId;
        sim.advance(Duration.ofSeconds(5));
        fails = false;
        acknowledges = false;
        ask(new ReplayParked(1));
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L), handled);
        CompletableFuture<Message> old = ask(new Replayed(attachment, 1, 1, new Handed(new UUID(8, 8), 1)));
        CompletableFuture<Message> failed =
                ask(new ReplayFailed(attachment, 1, 1, "cannot", 2, new Handed(new UUID(8, 8), 1)));
        sim.advance(Duration.ofSeconds(1));
        assertInstanceOf(
                LeaseLostException.class,
                Failures.unwrap(old.handle((m, failure) -> failure).join()));
        assertInstanceOf(
                LeaseLostException.class,
                Failures.unwrap(failed.handle((m, failure) -> failure).join()));
        ask(new ReplayParked(1));
        sim.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L), handled, "it is under way still, and nothing is beside it");
        assertEquals(List.of(1L, 2L), parked());
    }

    private CompletableFuture<Message> ask(Message message) {
        return ask(node, message);
    }

    private static CompletableFuture<Message> ask(SimNode asked, Message message) {
        return asked.subscribers
                .registry()
                .ask(ProcessName.subscription(StreamId.ALL, NAME), message, asked.soon())
                .toCompletableFuture();
    }

    private List<Long> parked() {
        return atOnce.parking().list(StreamId.ALL, NAME, node.soon()).toCompletableFuture().join().stream()
                .map(ParkedEvent::number)
                .toList();
    }

    private void append(String... streams) {
        for (String stream : streams) {
            NewEvent event =
                    new NewEvent(new UUID(sim.random().nextLong(), 1), "happened", new byte[] {'1'}, null, null, KEY);
            atOnce.append(new AppendRequest(
                    StreamId.of(stream),
                    ExpectedVersion.any(),
                    List.of(event),
                    sim.now(),
                    OptionalLong.empty(),
                    node.soon()));
        }
    }

    private void remove(String stream) {
        var removed = atOnce.delete(new Storage.Deletion(
                StreamId.of(stream),
                ExpectedVersion.any(),
                DeleteMode.HARD,
                sim.now(),
                OptionalLong.empty(),
                node.soon()));
        assertTrue(removed.toCompletableFuture().isDone());
    }

    /** Fails at the first event, alone or among others, as long as it does. */
    private final class Failing implements Subscriber {

        private final Runnable before;

        Failing(Runnable before) {
            this.before = before;
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            if (fails && batch.get(0).number() == 1) {
                if (batch.size() == 1) {
                    before.run();
                }
                throw new IllegalStateException("cannot");
            }
            batch.forEach(event -> handled.add(event.number()));
            if (acknowledges) {
                subscription.ack(batch);
            }
        }
    }
}
