package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Acknowledgements, and the checkpoints that come of them. Called by JUnit only. */
public abstract class AckSuite extends StoreSuite {

    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** For subclasses. */
    protected AckSuite() {}

    @Test
    public void an_acknowledgement_completes_when_the_checkpoint_is_durable() {
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN, recorder);
        Await.result(subscription.ack(recorder.await(1).get(0)));
        assertEquals(OptionalLong.of(1), subscription.checkpoint());
        Await.result(subscription.ack(recorder.await(2).get(1)));
        assertEquals(OptionalLong.of(2), subscription.checkpoint());
        assertResumesAt(3);
    }

    @Test
    public void an_acknowledgement_covers_all_that_came_before() {
        append(ORDER, 5);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.bufferSize(5), recorder);
        List<RecordedEvent> events = recorder.await(5);
        Await.result(subscription.ack(events.get(3)));
        assertEquals(OptionalLong.of(4), subscription.checkpoint());
        Await.result(subscription.ack(events.get(1)));
        Await.result(subscription.ack(events.subList(0, 4)));
        assertEquals(OptionalLong.of(4), subscription.checkpoint());
        assertResumesAt(5);
    }

    @Test
    public void an_event_that_was_not_delivered_cannot_be_acknowledged() {
        append(ORDER, 3);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN, recorder);
        recorder.await(1);
        List<RecordedEvent> events = store().read(ORDER, ReadOptions.forward());
        var refusal = assertThrows(IllegalArgumentException.class, () -> subscription.ack(events.get(2)));
        assertTrue(refusal.getMessage().contains("3"), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> subscription.ack(events));
        assertEquals(OptionalLong.of(0), subscription.checkpoint());
        Await.result(subscription.ack(events.get(0)));
        assertNumbers(1, 2, recorder.await(2));
    }

    @Test
    public void an_empty_batch_acknowledges_nothing() {
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN, recorder);
        recorder.await(1);
        Await.result(subscription.ack(List.of()));
        assertEquals(OptionalLong.of(0), subscription.checkpoint());
        assertResumesAt(1);
    }

    @Test
    public void the_checkpoint_waits_for_its_threshold_and_delivery_does_not() {
        append(ORDER, 12);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.checkpointThreshold(6), recorder);
        List<CompletionStage<Void>> acks = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            acks.add(subscription.ack(recorder.await(i).get(i - 1)));
        }
        recorder.await(6);
        Await.stays("nothing is durable", () -> acks.stream().noneMatch(AckSuite::isDone));
        assertEquals(OptionalLong.of(0), subscription.checkpoint());
        Await.result(subscription.ack(recorder.last()));
        acks.forEach(Await::result);
        assertEquals(OptionalLong.of(6), subscription.checkpoint());
    }

    @Test
    public void the_checkpoint_is_written_a_while_after_an_acknowledgement() {
        append(ORDER, 3);
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription =
                subscribe(ORIGIN.checkpointThreshold(1_000).checkpointAfter(Duration.ofMillis(25)), recorder);
        recorder.await(3);
        Await.until("it is written", () -> subscription.checkpoint().equals(OptionalLong.of(3)));
        append(ORDER, 1);
        Await.until("it is written again", () -> subscription.checkpoint().equals(OptionalLong.of(4)));
    }

    @Test
    public void closing_a_subscription_writes_what_was_acknowledged() {
        append(ORDER, 5);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.checkpointThreshold(1_000).bufferSize(5), recorder);
        CompletionStage<Void> ack = subscription.ack(recorder.await(5).get(3));
        subscription.close();
        Await.result(ack);
        assertResumesAt(5);
    }

    @Test
    public void closing_the_store_writes_what_was_acknowledged() {
        append(ORDER, 5);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.checkpointThreshold(1_000).bufferSize(5), recorder);
        subscription.ack(recorder.await(5).get(2));
        restart();
        assertResumesAt(4);
    }

    @Test
    public void a_subscriber_that_throws_keeps_what_it_acknowledged_before() {
        append(ORDER, 3);
        AtomicInteger seen = new AtomicInteger();
        Subscription subscription = store().subscribe(
                        ORDER, MAILER, ORIGIN.checkpointThreshold(1_000), (batch, handle) -> {
                            if (seen.incrementAndGet() == 3) {
                                throw new IllegalStateException("the third is too much");
                            }
                            handle.ack(batch);
                        });
        Await.failure(SubscriberFailedException.class, subscription.ended());
        restart();
        assertResumesAt(3);
    }

    @Test
    public void a_checkpoint_of_a_stream_is_its_version_and_of_all_the_position() {
        append(OTHER, 7);
        append(ORDER, 2);
        Recorder one = Recorder.acknowledging();
        Subscription ofStream = subscribe(ORIGIN, one);
        Recorder all = Recorder.acknowledging();
        Subscription ofAll = store().subscribe(StreamId.ALL, MAILER, ORIGIN, all);
        one.await(2);
        all.await(9);
        Await.until(
                "both are written",
                () -> ofStream.checkpoint().equals(OptionalLong.of(2))
                        && ofAll.checkpoint().equals(OptionalLong.of(9)));
        append(OTHER, 1);
        append(ORDER, 1);
        assertNumbers(1, 3, one.await(3));
        assertNumbers(1, 11, all.await(11));
    }

    @Test
    public void a_handler_may_wait_for_its_own_acknowledgement() {
        append(ORDER, 5);
        List<Long> durable = new CopyOnWriteArrayList<>();
        store().subscribe(ORDER, MAILER, ORIGIN, (batch, subscription) -> {
            Await.result(subscription.ack(batch));
            durable.add(subscription.checkpoint().orElseThrow());
        });
        Await.until("all are durable", () -> durable.size() == 5);
        assertEquals(range(1, 5), durable);
    }

    @Test
    public void acknowledgements_of_many_threads_come_to_the_highest() {
        append(ORDER, 50);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.bufferSize(50), recorder);
        List<RecordedEvent> events = recorder.await(50);
        AtomicInteger next = new AtomicInteger();
        var outcomes = Race.run(4, () -> {
            int acknowledged = 0;
            for (int i = next.getAndIncrement(); i < 40; i = next.getAndIncrement()) {
                Await.result(subscription.ack(events.get(i)));
                acknowledged++;
            }
            return acknowledged;
        });
        assertEquals(40, outcomes.stream().mapToInt(o -> o.returned()).sum());
        assertEquals(OptionalLong.of(40), subscription.checkpoint());
        assertResumesAt(41);
    }

    @Test
    public void an_acknowledgement_after_the_end_is_refused_or_was_durable_before() {
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.bufferSize(2), recorder);
        List<RecordedEvent> events = recorder.await(2);
        Await.result(subscription.ack(events.get(0)));
        subscription.close();
        Await.failure(LeaseLostException.class, subscription.ack(events.get(1)));
        assertResumesAt(2);
    }

    @Test
    public void the_lag_is_what_is_still_to_be_handled() {
        append(ORDER, 10);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORIGIN.bufferSize(10), recorder);
        List<RecordedEvent> events = recorder.await(10);
        Await.until("ten are to be handled", () -> subscription.lag() == 10);
        Await.result(subscription.ack(events.get(3)));
        Await.until("six are to be handled", () -> subscription.lag() == 6);
        subscription.ack(events);
        Await.until("none is to be handled", () -> subscription.lag() == 0);
        assertFalse(isDone(subscription.ended()));
    }

    private Subscription subscribe(SubscriptionOptions options, Recorder recorder) {
        return store().subscribe(ORDER, MAILER, options, recorder);
    }

    /** After a restart the subscription goes on with this event, or has nothing more if there is none. */
    private void assertResumesAt(long number) {
        restart();
        long last = append(ORDER, 1).lastVersion();
        Recorder resumed = Recorder.acknowledging();
        subscribe(ORIGIN.bufferSize(100), resumed);
        assertNumbers(number, last, resumed.await((int) (last - number + 1)));
    }

    private static boolean isDone(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }
}
