package dev.eventstore.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Deletes beside deletes, appends, links and subscriptions, by threads that begin at once. Called by JUnit only. */
public abstract class DeleteRaceSuite extends OpenStore {

    private static final int ROUNDS = 10;

    /** For subclasses. */
    protected DeleteRaceSuite() {}

    @Test
    public void of_soft_deletes_at_once_one_succeeds_and_the_others_are_refused() {
        for (int round = 0; round < ROUNDS; round++) {
            StreamId stream = StreamId.of("soft-" + round);
            append(stream, 2);
            var outcomes = Race.run(4, deleting(stream, DeleteMode.SOFT));
            assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count(), outcomes.toString());
            assertEquals(
                    3,
                    outcomes.stream()
                            .filter(each -> each.failedWith(StreamDeletedException.class))
                            .count(),
                    outcomes.toString());
        }
        assertEquals(2 * ROUNDS, read(StreamId.ALL).size());
    }

    @Test
    public void of_hard_deletes_at_once_one_removes_the_stream_and_the_others_find_none() {
        for (int round = 0; round < ROUNDS; round++) {
            append(SOURCE, 2);
            var outcomes = Race.run(4, deleting(SOURCE, DeleteMode.HARD));
            assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count(), outcomes.toString());
            assertEquals(
                    3,
                    outcomes.stream()
                            .filter(each -> each.failedWith(StreamNotFoundException.class))
                            .count(),
                    outcomes.toString());
        }
        assertEquals(List.of(), read(StreamId.ALL));
    }

    @Test
    public void what_is_appended_beside_a_hard_delete_stands_whole_or_is_gone() {
        for (int round = 0; round < ROUNDS; round++) {
            append(SOURCE, 2);
            Callable<List<UUID>> appending = () -> append(SOURCE, 3);
            Callable<List<UUID>> removing = () -> {
                store().delete(SOURCE, ANY, DeleteMode.HARD);
                return List.of();
            };
            var outcomes = Race.run(List.of(appending, removing, appending));
            assertTrue(outcomes.stream().allMatch(Race.Outcome::succeeded), outcomes::toString);
            List<UUID> left = ids(read(StreamId.ALL));
            assertTrue(List.of(0, 3, 6).contains(left.size()), () -> "left: " + left);
            if (!left.isEmpty()) {
                assertEquals(left, ids(read(SOURCE)));
                assertEquals(range(1, left.size()), numbers(read(SOURCE)));
                store().delete(SOURCE, ANY, DeleteMode.HARD);
            }
        }
        List<UUID> last = append(SOURCE, 2);
        assertEquals(last, ids(read(StreamId.ALL)));
    }

    @Test
    public void a_link_beside_the_hard_delete_of_its_events_is_removed_with_them_or_refused() {
        append(TARGET, 1);
        for (int round = 0; round < ROUNDS; round++) {
            List<UUID> linked = append(SOURCE, 3);
            Callable<Boolean> linking = () -> {
                link(linked);
                return true;
            };
            Callable<Boolean> removing = () -> {
                store().delete(SOURCE, ANY, DeleteMode.HARD);
                return true;
            };
            var outcomes = Race.run(List.of(linking, removing));
            assertTrue(outcomes.get(1).succeeded(), outcomes::toString);
            assertTrue(
                    outcomes.get(0).succeeded() || outcomes.get(0).failedWith(EventNotFoundException.class),
                    outcomes::toString);
            assertEquals(1, read(TARGET).size());
        }
    }

    @Test
    public void a_subscription_misses_and_repeats_nothing_that_stays_while_others_are_removed() {
        StreamId removed = StreamId.of("removed");
        SubscriptionName name = SubscriptionName.of("reader");
        List<UUID> staying = new ArrayList<>();
        try (SubscriptionReader reader = store().subscribe(StreamId.ALL, name, SubscriptionOptions.fromOrigin())) {
            Callable<List<UUID>> writing = () -> {
                for (int i = 0; i < 5 * ROUNDS; i++) {
                    staying.addAll(append(TARGET, 3));
                }
                return staying;
            };
            Callable<List<UUID>> removing = () -> {
                for (int i = 0; i < 2 * ROUNDS; i++) {
                    append(removed, 4);
                    store().delete(removed, ANY, DeleteMode.HARD);
                }
                return List.of();
            };
            Callable<List<UUID>> reading = () -> {
                List<UUID> got = new ArrayList<>();
                Await.until("all that stays is read", () -> {
                    List<RecordedEvent> batch = reader.receive(Duration.ofMillis(20));
                    batch.stream()
                            .filter(event -> event.stream().equals(TARGET))
                            .map(RecordedEvent::id)
                            .forEach(got::add);
                    reader.ack(batch);
                    return got.size() >= 15 * ROUNDS;
                });
                return got;
            };
            var outcomes = Race.run(List.of(writing, removing, reading));
            assertTrue(outcomes.stream().allMatch(Race.Outcome::succeeded), outcomes::toString);
            assertEquals(staying, outcomes.get(2).returned());
            Await.until("it is at the end", () -> {
                reader.ack(reader.receive(Duration.ofMillis(20)));
                return reader.lag() == 0;
            });
        }
    }

    private Callable<Boolean> deleting(StreamId stream, DeleteMode mode) {
        return () -> {
            store().delete(stream, ANY, mode);
            return true;
        };
    }
}
