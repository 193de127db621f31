package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.subscriber.LiveSubscription;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.Faults;
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
 * A listener of a stream that another program removes and writes again, while the storage is slow or away: it hears all of what the
 * stream has in the end.
 */
class ListenerResetTest {

    private static final int SEEDS = 300;

    @Test
    void no_event_of_a_stream_that_begins_anew_is_passed_over() {
        Seeds.each(SEEDS, seed -> new Run(seed).play());
    }

    private static final class Run {

        private static final StreamId STREAM = StreamId.of("order");

        private final long seed;
        private final SimScheduler sim;
        private final Storage other;
        private final SimNode node;
        private final Set<UUID> heard = new HashSet<>();
        private final List<UUID> appended = new ArrayList<>();
        private boolean twice;

        Run(long seed) {
            this.seed = seed;
            sim = new SimScheduler(seed);
            InMemoryDatabase database = new InMemoryDatabase(sim);
            other = new InMemoryStorage(database, sim, sim, Observer.NONE);
            node = new SimNode("node", sim, database);
        }

        void play() {
            LiveSubscription live = new LiveSubscription(STREAM, this::hear, node.subscribers);
            live.start(0, 0, Optional.empty());
            sim.advance(Duration.ofSeconds(1));
            for (int step = 0; step < 60; step++) {
                switch (chance(12)) {
                    case 0, 1 -> remove();
                    case 2 -> disturb();
                    default -> append(1 + chance(chance(4) == 0 ? 30 : 3));
                }
                // The streams of one name are told apart by when they were made, in microseconds.
                sim.advance(Duration.ofNanos(1_000 + chance(chance(4) == 0 ? 800_000_000 : 4_000_000)));
            }
            node.storage.faults(Faults.NONE);
            node.storage.reconnect();
            sim.advance(Duration.ofSeconds(60));
            String replay = "-Dsim.seed=" + seed;
            assertFalse(live.ended().toCompletableFuture().isDone(), replay);
            assertFalse(twice, replay);
            appended.removeAll(heard);
            assertEquals(List.of(), appended, replay);
        }

        private void hear(List<RecordedEvent> batch) {
            batch.forEach(event -> twice |= !heard.add(event.id()));
        }

        private void disturb() {
            switch (chance(4)) {
                case 0 -> node.storage.faults(new Faults(0.1, 0.5, Duration.ofMillis(20), 0));
                case 1 -> node.storage.faults(Faults.NONE);
                case 2 -> node.storage.disconnect();
                default -> node.storage.reconnect();
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
