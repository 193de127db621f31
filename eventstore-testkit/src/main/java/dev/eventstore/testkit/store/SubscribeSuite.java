package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Persistent subscriptions with one subscriber: where they start, catching up, going on, ending. It is run once for a stream and
 * once for {@code $all}. Called by JUnit only.
 */
public abstract class SubscribeSuite extends StoreSuite {

    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** What is subscribed to; events are appended to {@code order}. */
    protected abstract StreamId target();

    @Test
    public void from_the_origin_every_event_comes_old_and_new() {
        append(ORDER, 3);
        Recorder recorder = Recorder.acknowledging();
        store().subscribe(target(), MAILER, ORIGIN, recorder);
        assertNumbers(1, 3, recorder.await(3));
        append(ORDER, 2);
        append(ORDER, 1);
        assertNumbers(1, 6, recorder.await(6));
        assertEquals(List.of(1, 2, 3, 1, 2, 1), payloads(recorder.events()));
    }

    @Test
    public void a_stream_need_not_exist_yet() {
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = store().subscribe(target(), MAILER, ORIGIN, recorder);
        Await.until("it is subscribed", () -> subscription.state() == SubscriptionState.SUBSCRIBED);
        append(ORDER, 2);
        assertNumbers(1, 2, recorder.await(2));
    }

    @Test
    public void from_current_only_new_events_come() {
        append(ORDER, 3);
        Recorder recorder = Recorder.acknowledging();
        store().subscribe(target(), MAILER, SubscriptionOptions.fromCurrent(), recorder);
        append(ORDER, 2);
        assertNumbers(4, 5, recorder.await(2));
    }

    @Test
    public void after_a_number_the_events_behind_it_come() {
        append(ORDER, 5);
        Recorder recorder = Recorder.acknowledging();
        store().subscribe(target(), MAILER, SubscriptionOptions.after(3), recorder);
        assertNumbers(4, 5, recorder.await(2));
        append(ORDER, 1);
        assertNumbers(4, 6, recorder.await(3));
        Recorder future = Recorder.acknowledging();
        store().subscribe(target(), SubscriptionName.of("future"), SubscriptionOptions.after(8), future);
        append(ORDER, 4);
        assertNumbers(9, 10, future.await(2));
    }

    @Test
    public void a_start_counts_only_when_the_subscription_is_new() {
        append(ORDER, 3);
        Recorder first = Recorder.silent();
        store().subscribe(target(), MAILER, SubscriptionOptions.fromCurrent(), first)
                .close();
        append(ORDER, 2);
        Recorder second = Recorder.acknowledging();
        store().subscribe(target(), MAILER, ORIGIN, second);
        assertNumbers(4, 5, second.await(2));
        assertEquals(0, first.count());
    }

    @Test
    public void events_appended_while_it_catches_up_come_in_their_place() {
        append(ORDER, 500);
        Recorder recorder = Recorder.acknowledging();
        store().subscribe(target(), MAILER, ORIGIN.bufferSize(20).maxSize(50), recorder);
        Race.run(2, () -> {
            for (int i = 0; i < 50; i++) {
                append(ORDER, 5);
            }
            return 0;
        });
        assertNumbers(1, 1_000, recorder.await(1_000));
    }

    @Test
    public void what_was_acknowledged_never_comes_again_and_the_rest_does() {
        append(ORDER, 5);
        Recorder first = Recorder.silent();
        Subscription subscription = store().subscribe(target(), MAILER, ORIGIN.bufferSize(5), first);
        Await.result(subscription.ack(first.await(5).get(2)));
        restart();
        append(ORDER, 1);
        Recorder second = Recorder.acknowledging();
        store().subscribe(target(), MAILER, ORIGIN.bufferSize(5), second);
        assertNumbers(4, 6, second.await(3));
    }

    @Test
    public void without_an_acknowledgement_everything_comes_again() {
        append(ORDER, 3);
        for (int i = 0; i < 3; i++) {
            Recorder recorder = Recorder.silent();
            try (Subscription subscription = store().subscribe(target(), MAILER, ORIGIN.bufferSize(3), recorder)) {
                assertNumbers(1, 3, recorder.await(3));
                assertEquals(OptionalLong.of(0), subscription.checkpoint());
            }
        }
    }

    @Test
    public void subscriptions_of_other_names_are_others() {
        append(ORDER, 3);
        List<Recorder> recorders = new ArrayList<>();
        for (String name : List.of("one", "two", "a/b", "a%2Fb", "日本語", "x".repeat(255))) {
            Recorder recorder = Recorder.acknowledging();
            recorders.add(recorder);
            store().subscribe(target(), SubscriptionName.of(name), ORIGIN, recorder);
        }
        recorders.forEach(recorder -> assertNumbers(1, 3, recorder.await(3)));
        append(ORDER, 1);
        recorders.forEach(recorder -> assertNumbers(1, 4, recorder.await(4)));
    }

    @Test
    public void one_name_may_be_used_for_a_stream_and_for_all() {
        append(ORDER, 2);
        Recorder one = Recorder.acknowledging();
        Recorder all = Recorder.acknowledging();
        store().subscribe(target(), MAILER, ORIGIN, one);
        store().subscribe(target().isAll() ? ORDER : StreamId.ALL, MAILER, ORIGIN, all);
        assertNumbers(1, 2, one.await(2));
        assertNumbers(1, 2, all.await(2));
    }

    @Test
    public void a_subscriber_that_throws_is_ended_with_the_cause_and_nothing_is_acknowledged() {
        append(ORDER, 3);
        CompletableFuture<Optional<EventStoreException>> end = new CompletableFuture<>();
        IllegalStateException failure = new IllegalStateException("the handler is broken");
        Subscription broken = store().subscribe(target(), MAILER, ORIGIN, new Subscriber() {
            @Override
            public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
                throw failure;
            }

            @Override
            public void onEnd(Optional<EventStoreException> cause) {
                end.complete(cause);
            }
        });
        Throwable cause = Await.result(end).orElseThrow();
        assertSame(
                failure,
                assertThrows(SubscriberFailedException.class, () -> throwIt(cause))
                        .getCause());
        Await.failure(SubscriberFailedException.class, broken.ended());
        assertEquals(SubscriptionState.UNSUBSCRIBED, broken.state());
        Recorder next = Recorder.acknowledging();
        Await.until("the name is free", () -> subscribed(next));
        assertNumbers(1, 3, next.await(3));
    }

    @Test
    public void closing_ends_it_once_without_a_cause_and_nothing_comes_any_more() {
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = store().subscribe(target(), MAILER, ORIGIN, recorder);
        append(ORDER, 1);
        recorder.await(1);
        subscription.close();
        subscription.close();
        assertEquals(Optional.empty(), recorder.awaitEnd());
        Await.result(subscription.ended());
        assertEquals(SubscriptionState.UNSUBSCRIBED, subscription.state());
        append(ORDER, 1);
        Await.stays("nothing comes", () -> recorder.count() == 1);
    }

    @Test
    public void a_reader_receives_what_is_there_and_waits_for_what_is_not() {
        append(ORDER, 2);
        try (SubscriptionReader reader = store().subscribe(target(), MAILER, ORIGIN.bufferSize(10))) {
            assertNumbers(1, 2, reader.receive(Await.patience()));
            assertEquals(List.of(), reader.receive(Duration.ZERO));
            assertEquals(List.of(), reader.receive(Duration.ofMillis(20)));
            CompletableFuture<List<RecordedEvent>> waiting = Race.beside(() -> reader.receive(Await.patience()));
            append(ORDER, 1);
            assertNumbers(3, 3, Await.result(waiting));
            Await.result(reader.ack(Await.result(waiting)));
            assertEquals(OptionalLong.of(3), reader.checkpoint());
        }
    }

    @Test
    public void a_reader_that_stops_and_starts_again_goes_on_exactly() {
        append(ORDER, 20);
        List<Long> seen = new ArrayList<>();
        while (seen.size() < 20) {
            try (SubscriptionReader reader = store().subscribe(target(), MAILER, ORIGIN.bufferSize(3))) {
                List<RecordedEvent> batch = reader.receive(Await.patience());
                assertFalse(batch.isEmpty());
                seen.addAll(numbers(batch));
                reader.ack(batch);
            }
        }
        assertEquals(range(1, 20), seen);
    }

    @Test
    public void a_reader_that_was_closed_fails_and_one_that_is_interrupted_says_so() throws InterruptedException {
        SubscriptionReader reader = store().subscribe(target(), MAILER, ORIGIN);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                reader.receive(Await.patience());
                interrupted.complete(false);
            } catch (CallInterruptedException expected) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        thread.interrupt();
        assertTrue(Await.result(interrupted), "the flag is set again");
        append(ORDER, 1);
        assertNumbers(1, 1, reader.receive(Await.patience()));
        assertThrows(IllegalArgumentException.class, () -> reader.receive(Duration.ofMillis(-1)));
        reader.close();
        Await.until("it fails", () -> hasEnded(reader));
    }

    @Test
    public void a_subscription_with_a_subscriber_never_sleeps() {
        EventStore sleepy = open("node2", Map.of("eventstore.process.idle-timeout", Duration.ofMillis(50)));
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = sleepy.subscribe(target(), MAILER, ORIGIN, recorder);
        sleepy.append(ORDER, ANY, events(1));
        recorder.await(1);
        Await.until(
                "streams sleep",
                () -> sleepy.cluster().registered().stream()
                        .noneMatch(r -> r.name().type().equals("stream")));
        sleepy.append(ORDER, ANY, events(1));
        assertNumbers(1, 2, recorder.await(2));
        Await.until("it is subscribed", () -> subscription.state() == SubscriptionState.SUBSCRIBED);
    }

    private boolean subscribed(Recorder recorder) {
        try {
            store().subscribe(target(), MAILER, ORIGIN, recorder);
            return true;
        } catch (SubscriptionRefusedException busy) {
            return false;
        }
    }

    private static boolean hasEnded(SubscriptionReader reader) {
        try {
            assertEquals(List.of(), reader.receive(Duration.ZERO));
            return false;
        } catch (EventStoreException ended) {
            return true;
        }
    }

    private static void throwIt(Throwable failure) throws Throwable {
        throw failure;
    }
}
