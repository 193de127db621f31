package dev.eventstore.testkit.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is done when a subscriber fails: retry, stop, skip. Called by JUnit only. */
public abstract class RetrySuite extends ParkingStore {

    /** For subclasses. */
    protected RetrySuite() {}

    @Test
    public void with_stop_it_ends_with_the_cause_after_the_last_attempt() {
        append(A, 1, 2, 3);
        Picky picky = Picky.at(2);
        subscribe(plain(FailurePolicy.stop().attempts(3)), picky);
        Throwable cause = assertInstanceOf(
                        SubscriberFailedException.class, picky.awaitEnd().orElseThrow())
                .getCause();
        assertEquals("cannot handle [1, 2, 3]", cause.getMessage());
        assertEquals(List.of(List.of(1, 2, 3), List.of(1, 2, 3), List.of(1, 2, 3)), picky.calls());
        Picky next = Picky.at();
        subscribe(plain(FailurePolicy.stop()), next);
        assertEquals(List.of(1, 2, 3), next.awaitHandled(3));
    }

    @Test
    public void a_batch_is_tried_again_from_the_first_event_that_is_not_acknowledged() {
        append(A, 1, 2, 3, 4);
        List<List<Integer>> calls = new CopyOnWriteArrayList<>();
        store().subscribe(StreamId.ALL, MAILER, plain(FailurePolicy.stop().attempts(2)), (batch, subscription) -> {
            calls.add(payloads(batch));
            if (calls.size() == 1) {
                subscription.ack(batch.get(1));
                throw new IllegalStateException("in the middle");
            }
            subscription.ack(batch);
        });
        awaitCheckpoint(4);
        assertEquals(List.of(List.of(1, 2, 3, 4), List.of(3, 4)), calls);
    }

    private static List<Integer> payloads(List<RecordedEvent> batch) {
        return batch.stream().map(event -> event.as(Happened.class).n()).toList();
    }

    @Test
    public void a_failure_that_passes_costs_nothing_but_time() {
        append(A, 1, 2, 3);
        AtomicInteger failures = new AtomicInteger();
        Picky picky = Picky.at();
        store().subscribe(StreamId.ALL, MAILER, plain(FailurePolicy.park().attempts(5)), (batch, subscription) -> {
            if (payloads(batch).contains(2) && failures.incrementAndGet() < 5) {
                throw new IllegalStateException("not yet");
            }
            picky.onEvents(batch, subscription);
        });
        assertEquals(List.of(1, 2, 3), picky.awaitHandled(3));
        awaitCheckpoint(3);
        assertEquals(List.of(), parked());
    }

    @Test
    public void with_skip_only_the_failing_event_is_given_up() {
        append(A, 1, 2, 3, 4, 5);
        Picky picky = Picky.at(3);
        subscribe(plain(FailurePolicy.skip().attempts(2)), picky);
        assertEquals(List.of(1, 2, 4, 5), picky.awaitHandled(4));
        awaitCheckpoint(5);
        List<List<Integer>> expected =
                List.of(List.of(1, 2, 3, 4, 5), List.of(1), List.of(2), List.of(3), List.of(3), List.of(4, 5));
        assertEquals(expected, picky.calls());
        append(A, 6, 3, 7);
        assertEquals(List.of(1, 2, 4, 5, 6, 7), picky.awaitHandled(6));
        awaitCheckpoint(8);
        assertTrue(!picky.hasEnded());
    }

    @Test
    public void a_skipped_event_waits_for_those_before_it_that_are_not_acknowledged() {
        append(A, 1, 2, 3);
        List<RecordedEvent> held = new CopyOnWriteArrayList<>();
        Subscription subscription = subscribe(plain(FailurePolicy.skip()), (batch, to) -> {
            if (payloads(batch).contains(2)) {
                throw new IllegalStateException("never");
            }
            held.addAll(batch);
        });
        Await.until("the others are handed over", () -> payloads(held).equals(List.of(1, 3)));
        assertEquals(Optional.of(0L), checkpoint());
        subscription.ack(held.get(0));
        awaitCheckpoint(2);
        subscription.ack(held.get(1));
        awaitCheckpoint(3);
    }

    @Test
    public void an_event_that_cannot_be_decoded_goes_the_same_way() {
        append(A, 1);
        store().append(A, ANY, List.of(EventData.json("broken", "{\"n\": \"no number\"}")));
        append(A, 3);
        Picky picky = Picky.at();
        subscribe(
                plain(FailurePolicy.skip())
                        .selector(event -> event.as(Happened.class).n() > 0),
                picky);
        assertEquals(List.of(1, 3), picky.awaitHandled(2));
        awaitCheckpoint(3);
        Picky other = Picky.at();
        store().subscribe(StreamId.ALL, SubscriptionName.of("parker"), plain(FailurePolicy.park()), other);
        assertEquals(List.of(1, 3), other.awaitHandled(2));
        Await.until("it is parked", () -> {
            var parked = store().parking().list(StreamId.ALL, SubscriptionName.of("parker"));
            return parked.size() == 1 && parked.get(0).error().orElse("").contains("SerializationException");
        });
    }

    @Test
    public void closing_during_a_back_off_ends_at_once() {
        append(A, 1);
        Picky picky = Picky.at(1);
        Duration day = Duration.ofDays(1);
        FailurePolicy patient =
                FailurePolicy.stop().attempts(9).backOff(day, 1, day).jitter(0);
        Subscription subscription = subscribe(SubscriptionOptions.fromOrigin().onFailure(patient), picky);
        Await.until("it has failed", () -> picky.calls().size() == 1);
        subscription.close();
        assertEquals(Optional.empty(), picky.awaitEnd());
        assertEquals(1, picky.calls().size());
    }

    @Test
    public void a_back_off_keeps_no_thread_from_others() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            var store = closedLater(
                    fixture().newStore("node2").callbackExecutor(one).open());
            append(A, 1);
            Picky failing = Picky.at(1);
            Duration day = Duration.ofDays(1);
            FailurePolicy patient = FailurePolicy.stop().attempts(9).backOff(day, 1, day);
            store.subscribe(
                    StreamId.ALL, MAILER, SubscriptionOptions.fromOrigin().onFailure(patient), failing);
            Await.until("it has failed", () -> failing.calls().size() == 1);
            Picky other = Picky.at();
            store.subscribe(A, SubscriptionName.of("other"), SubscriptionOptions.fromOrigin(), other);
            assertEquals(List.of(1), other.awaitHandled(1));
            store.close();
        } finally {
            one.shutdown();
        }
    }

    @Test
    public void the_observer_is_told() {
        List<String> told = new CopyOnWriteArrayList<>();
        var store = closedLater(fixture()
                .newStore("node2")
                .observer(new Observer() {
                    @Override
                    public void retried(
                            StreamId stream, SubscriptionName name, long number, int failed, Duration delay) {
                        told.add("retried " + number + " after " + failed);
                    }

                    @Override
                    public void skipped(StreamId stream, SubscriptionName name, long number) {
                        told.add("skipped " + number);
                    }

                    @Override
                    public void parked(StreamId stream, SubscriptionName name, int events, int all) {
                        told.add("parked " + events + " of " + all);
                    }
                })
                .open());
        append(A, 1);
        store.subscribe(StreamId.ALL, MAILER, plain(FailurePolicy.skip().attempts(2)), Picky.at(1));
        Await.until("skipping is told", () -> told.contains("skipped 1"));
        store.subscribe(A, MAILER, plain(FailurePolicy.park()), Picky.at(1));
        Await.until("parking is told", () -> told.contains("parked 1 of 1"));
        assertEquals(List.of("retried 1 after 1", "skipped 1", "parked 1 of 1"), told);
    }

    @Test
    public void a_policy_without_sense_is_refused() {
        for (Map.Entry<String, Runnable> each : Map.<String, Runnable>of(
                        "attempts", () -> FailurePolicy.skip().attempts(0),
                        "max-delay",
                                () -> FailurePolicy.skip().backOff(Duration.ofSeconds(2), 2, Duration.ofSeconds(1)),
                        "factor", () -> FailurePolicy.skip().backOff(Duration.ofSeconds(2), 0.5, Duration.ofSeconds(9)),
                        "jitter", () -> FailurePolicy.skip().jitter(1.5),
                        "max-parked", () -> FailurePolicy.park().maxParked(0))
                .entrySet()) {
            String message = assertThrows(IllegalArgumentException.class, each.getValue()::run)
                    .getMessage();
            assertTrue(message.startsWith(each.getKey() + " must be"), message);
        }
        append(A, 1);
        Picky picky = Picky.at();
        subscribe(plain(FailurePolicy.park()), picky);
        picky.awaitHandled(1);
    }
}
