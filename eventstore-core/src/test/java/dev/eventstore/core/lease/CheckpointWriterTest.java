package dev.eventstore.core.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final ManualTime time = new ManualTime();
    private final HeldStorage storage = new HeldStorage();
    private final List<String> told = new ArrayList<>();
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(10), 10, 10), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    private CheckpointWriter writer;

    CheckpointWriterTest() {
        supervisor.startHere(new ProcessName("checkpoints", "node"), (name, self) -> {
            writer = new CheckpointWriter(self, storage, time, INTERVAL);
            return writer;
        });
    }

    @Test
    void the_first_checkpoint_leaves_at_once() {
        offer(checkpoint("a", 1, 10));
        answer(true);
        assertEquals(List.of("written a 10"), told);
    }

    @Test
    void what_comes_while_a_write_is_under_way_is_written_together_after_it_the_newest_only() {
        offer(checkpoint("a", 1, 10));
        HeldStorage.Call first = storage.call();
        offer(checkpoint("a", 1, 11));
        offer(checkpoint("b", 2, 5));
        offer(checkpoint("a", 1, 12));
        assertEquals(List.of(), storage.calls(), "one write at a time");
        time.advance(INTERVAL);
        first.answer().complete(List.of(true));
        time.run();
        HeldStorage.Call second = storage.call();
        List<?> written = (List<?>) second.request();
        assertEquals(2, written.size());
        assertEquals(true, written.containsAll(List.of(checkpoint("a", 1, 12), checkpoint("b", 2, 5))));
    }

    @Test
    void further_checkpoints_of_a_subscription_wait_for_the_interval() {
        offer(checkpoint("a", 1, 10));
        answer(true);
        offer(checkpoint("a", 1, 11));
        time.advance(INTERVAL.minusMillis(1));
        assertEquals(List.of(), storage.calls());
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of(checkpoint("a", 1, 11)), storage.call().request());
    }

    @Test
    void an_urgent_checkpoint_does_not_wait() {
        offer(checkpoint("a", 1, 10));
        answer(true);
        writer.offer(checkpoint("a", 1, 11), true, new Told());
        time.run();
        assertEquals(List.of(checkpoint("a", 1, 11)), storage.call().request());
    }

    @Test
    void a_lower_checkpoint_of_the_same_token_never_replaces_a_higher_one() {
        offer(checkpoint("a", 1, 1));
        HeldStorage.Call first = storage.call();
        offer(checkpoint("a", 1, 11));
        offer(checkpoint("a", 1, 9));
        first.answer().complete(List.of(true));
        time.advance(INTERVAL);
        assertEquals(List.of(checkpoint("a", 1, 11)), storage.call().request());
    }

    @Test
    void what_could_not_be_written_is_tried_again_unless_something_newer_has_come() {
        offer(checkpoint("a", 1, 10));
        HeldStorage.Call failing = storage.call();
        offer(checkpoint("b", 2, 5));
        offer(checkpoint("a", 1, 12));
        failing.answer().completeExceptionally(new StorageUnavailableException("away", null));
        time.advance(Duration.ofSeconds(1));
        List<?> again = (List<?>) storage.call().request();
        assertEquals(true, again.containsAll(List.of(checkpoint("a", 1, 12), checkpoint("b", 2, 5))), again.toString());
        assertEquals(List.of(), told);
    }

    @Test
    void what_could_not_be_written_is_tried_again_until_it_is_though_nothing_newer_comes() {
        offer(checkpoint("a", 1, 10));
        for (int i = 0; i < 3; i++) {
            storage.call().answer().completeExceptionally(new StorageUnavailableException("away", null));
            time.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of(), told);
        HeldStorage.Call again = storage.call();
        assertEquals(List.of(checkpoint("a", 1, 10)), again.request());
        again.answer().complete(List.of(true));
        time.run();
        assertEquals(List.of("written a 10"), told);
    }

    @Test
    void a_token_that_is_not_the_rows_is_told_as_refused_and_not_tried_again() {
        offer(checkpoint("a", 1, 10));
        answer(false);
        assertEquals(List.of("refused a 10"), told);
        time.advance(Duration.ofSeconds(10));
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void a_checkpoint_under_an_older_token_never_replaces_one_under_a_newer() {
        offer(checkpoint("a", 1, 1));
        HeldStorage.Call failing = storage.call();
        offer(checkpoint("a", 2, 0));
        failing.answer().completeExceptionally(new StorageUnavailableException("away", null));
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of(checkpoint("a", 2, 0)), storage.call().request());
    }

    private void offer(Checkpoint checkpoint) {
        writer.offer(checkpoint, false, new Told());
        time.run();
    }

    private void answer(boolean tokenIsTheRows) {
        storage.call().answer().complete(List.of(tokenIsTheRows));
        time.run();
    }

    private static Checkpoint checkpoint(String name, long token, long number) {
        return new Checkpoint(StreamId.ALL, SubscriptionName.of(name), token, number);
    }

    private final class Told implements CheckpointWriter.Listener {

        @Override
        public void written(Checkpoint checkpoint) {
            told.add("written " + checkpoint.name() + " " + checkpoint.number());
        }

        @Override
        public void refused(Checkpoint checkpoint) {
            told.add("refused " + checkpoint.name() + " " + checkpoint.number());
        }
    }
}
