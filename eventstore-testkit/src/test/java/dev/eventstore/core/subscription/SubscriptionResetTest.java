package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Seeds;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A subscription of a stream that another program removes and writes again, while its owner changes and messages are late, lost
 * and repeated: PROTOCOL A8 at any time. What has the numbers of events that were handled is not passed over.
 */
class SubscriptionResetTest {

    private static final int SEEDS = 300;

    /** One in which an acknowledgement of what was removed arrives when what follows was delivered: that is rare. */
    private static final long LATE_ACK = 4457;

    @Test
    void no_event_of_a_stream_that_begins_anew_is_passed_over() {
        Seeds.each(SEEDS, seed -> new Run(seed).play());
    }

    @Test
    void an_acknowledgement_of_what_was_removed_counts_for_nothing_of_what_follows() {
        new Run(LATE_ACK).play();
    }

    private static final class Run implements Subscriber {

        private static final StreamId STREAM = StreamId.of("order");

        private final long seed;
        private final SimScheduler sim;
        private final Storage other;
        private final SimCluster cluster;
        private final Set<UUID> handed = new HashSet<>();
        private final List<UUID> appended = new ArrayList<>();
        private final List<Optional<EventStoreException>> ends = new ArrayList<>();

        Run(long seed) {
            this.seed = seed;
            sim = new SimScheduler(seed);
            InMemoryDatabase database = new InMemoryDatabase(sim);
            other = new InMemoryStorage(database, sim, sim, Observer.NONE);
            cluster = new SimCluster(sim, database, 3, true);
        }

        void play() {
            // Where little is durable the checkpoint of before a delete is 0, as that of after it is.
            SubscriptionOptions options = SubscriptionOptions.fromOrigin()
                    .bufferSize(1 + chance(4))
                    .checkpointThreshold(chance(2) == 0 ? 1 : 100);
            SimNode home = cluster.nodes.get(2);
            home.attach(home.subscribe(STREAM, "mailer", options, this));
            sim.advance(Duration.ofSeconds(1));
            cluster.trouble(chance(3) > 0);
            for (int step = 0; step < 40; step++) {
                switch (chance(12)) {
                    case 0, 1 -> remove();
                    case 2 -> change();
                    default -> append(1 + chance(3));
                }
                sim.advance(Duration.ofNanos(chance(chance(4) == 0 ? 800_000_000 : 4_000_000)));
            }
            cluster.trouble(false);
            append(1);
            sim.advance(Duration.ofSeconds(5));
            change();
            sim.advance(Duration.ofSeconds(15));
            String replay = "-Dsim.seed=" + seed;
            assertEquals(List.of(), ends, replay);
            appended.removeAll(handed);
            assertEquals(List.of(), appended, replay);
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            batch.forEach(event -> handed.add(event.id()));
            sim.schedule(Duration.ofNanos(chance(4_000_000)), () -> subscription.ack(batch));
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            ends.add(cause);
        }

        private void change() {
            if (!cluster.isChanging()) {
                cluster.change(cluster.nodes, cluster.nodes.get(chance(3)));
            }
        }

        private void remove() {
            appended.clear();
            other.delete(new Storage.Deletion(
                    STREAM, ExpectedVersion.any(), DeleteMode.HARD, sim.now(), OptionalLong.empty(), soon()));
            sim.run();
        }

        private void append(int events) {
            for (int i = 0; i < events; i++) {
                UUID id = new UUID(sim.random().nextLong(), 1);
                NewEvent event = new NewEvent(id, "wanted", new byte[] {'1'}, null, null, null);
                appended.add(id);
                other.append(new AppendRequest(
                        STREAM, ExpectedVersion.any(), List.of(event), sim.now(), OptionalLong.empty(), soon()));
            }
            sim.run();
        }

        private int chance(int bound) {
            return sim.random().nextInt(bound);
        }

        private Deadline soon() {
            return Deadline.after(sim, Duration.ofSeconds(5));
        }
    }
}
