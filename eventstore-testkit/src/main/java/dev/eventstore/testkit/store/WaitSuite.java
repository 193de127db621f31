package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventParkedException;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Waiting until a subscription has come to a number. Called by JUnit only. */
public abstract class WaitSuite extends StoreSuite {

    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** For subclasses. */
    protected WaitSuite() {}

    @Test
    public void it_returns_when_what_was_appended_is_acknowledged_and_not_before() {
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        Subscription subscription = store().subscribe(ORDER, MAILER, ORIGIN.bufferSize(2), recorder);
        List<RecordedEvent> events = recorder.await(2);
        CompletableFuture<Void> waiting = waiting(2);
        Await.result(subscription.ack(events.get(0)));
        assertFalse(waiting.isDone());
        subscription.ack(events.get(1));
        Await.result(waiting);
    }

    @Test
    public void what_is_handled_already_is_not_waited_for_and_a_negative_number_is_refused() {
        append(ORDER, 3);
        Subscription subscription = store().subscribe(ORDER, MAILER, ORIGIN.bufferSize(3), Recorder.acknowledging());
        store().awaitPosition(ORDER, MAILER, 3);
        subscription.close();
        store().awaitPosition(ORDER, MAILER, 1);
        store().awaitPosition(ORDER, MAILER, 0);
        assertThrows(IllegalArgumentException.class, () -> store().awaitPosition(ORDER, MAILER, -1));
    }

    @Test
    public void of_all_it_waits_for_a_position() {
        append(OTHER, 2);
        Recorder recorder = Recorder.acknowledging();
        store().subscribe(StreamId.ALL, MAILER, ORIGIN.bufferSize(9), recorder);
        store().awaitPosition(StreamId.ALL, MAILER, append(ORDER, 1).lastPosition());
        assertEquals(3, recorder.count());
    }

    @Test
    public void what_is_passed_over_is_handled() {
        append(ORDER, 3);
        store().subscribe(ORDER, MAILER, ORIGIN.filter(EventFilter.types("another")), Recorder.silent());
        store().awaitPosition(ORDER, MAILER, 3);
    }

    @Test
    public void what_is_parked_fails_the_wait_at_once() {
        append(ORDER, 2);
        store().subscribe(ORDER, MAILER, ORIGIN.onFailure(FailurePolicy.park()), (batch, subscription) -> {
            if (batch.get(0).number() == 1) {
                throw new IllegalStateException("no");
            }
            subscription.ack(batch);
        });
        store().awaitPosition(ORDER, MAILER, 2);
        EventParkedException parked =
                assertThrows(EventParkedException.class, () -> store().awaitPosition(ORDER, MAILER, 1));
        assertEquals(1, parked.number());
    }

    @Test
    public void it_waits_while_nobody_is_attached_for_whoever_comes() {
        append(ORDER, 1);
        store().subscribe(ORDER, MAILER, ORIGIN, Recorder.silent()).close();
        CompletableFuture<Void> waiting = waiting(1);
        assertFalse(waiting.isDone());
        store().subscribe(ORDER, MAILER, ORIGIN, Recorder.acknowledging());
        Await.result(waiting);
    }

    @Test
    public void many_wait_at_once_each_for_its_own_number() {
        Recorder recorder = Recorder.silent();
        Subscription subscription = store().subscribe(ORDER, MAILER, ORIGIN.bufferSize(20), recorder);
        List<CompletableFuture<Void>> waiting =
                range(1, 20).stream().map(this::waiting).toList();
        append(ORDER, 20);
        List<RecordedEvent> events = recorder.await(20);
        for (int i = 0; i < 20; i++) {
            assertTrue(waiting.subList(i, 20).stream().noneMatch(CompletableFuture::isDone), "too early at " + i);
            subscription.ack(events.get(i));
            Await.result(waiting.get(i));
        }
    }

    @Test
    public void at_the_deadline_it_says_how_far_the_subscription_was() {
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        Subscription subscription = store().subscribe(ORDER, MAILER, ORIGIN, recorder);
        Await.result(subscription.ack(recorder.await(1)));
        EventStore hurried = store().withDeadline(Duration.ofMillis(300));
        DeadlineExceededException late =
                assertThrows(DeadlineExceededException.class, () -> hurried.awaitPosition(ORDER, MAILER, 2));
        String message = String.valueOf(late.getMessage());
        assertTrue(message.contains("awaited at 2") && message.contains("was at 1"), message);
    }

    @Test
    public void a_subscription_that_does_not_exist_is_not_waited_for() {
        append(ORDER, 1);
        SubscriptionNotFoundException missing =
                assertThrows(SubscriptionNotFoundException.class, () -> store().awaitPosition(ORDER, MAILER, 1));
        assertEquals(ORDER, missing.stream());
        assertEquals(MAILER, missing.subscription());
    }

    @Test
    public void a_subscription_that_is_deleted_ends_the_wait() {
        store().subscribe(ORDER, MAILER, ORIGIN, Recorder.silent());
        CompletableFuture<Void> waiting = waiting(1);
        store().deleteSubscription(ORDER, MAILER);
        assertThrows(SubscriptionNotFoundException.class, () -> Await.result(waiting));
    }

    private CompletableFuture<Void> waiting(long number) {
        return store().async().awaitPosition(ORDER, MAILER, number).toCompletableFuture();
    }
}
