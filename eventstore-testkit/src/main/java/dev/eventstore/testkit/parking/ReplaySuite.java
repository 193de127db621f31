package dev.eventstore.testkit.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of parked events: replayed, or given up. Called by JUnit only. */
public abstract class ReplaySuite extends ParkingStore {

    private static final FailurePolicy PARK = FailurePolicy.park();

    /** For subclasses. */
    protected ReplaySuite() {}

    @Test
    public void a_key_is_replayed_from_the_front_and_free_when_nothing_is_left() {
        append(A, 1, 2, 3);
        append(B, 10);
        Picky picky = Picky.at(1);
        subscribe(byStream(PARK), picky);
        awaitParked(1L, 2L, 3L);
        picky.heal();
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 1));
        assertEquals(List.of(10, 1, 2, 3), picky.awaitHandled(4));
        awaitParked();
        append(A, 4);
        assertEquals(List.of(10, 1, 2, 3, 4), picky.awaitHandled(5));
        assertTrue(picky.calls().subList(picky.calls().size() - 4, picky.calls().size()).stream()
                .allMatch(batch -> batch.size() == 1));
        assertFalse(store().parking().replay(StreamId.ALL, MAILER, 1), "it is not parked any more");
    }

    @Test
    public void everything_is_replayed_key_by_key() {
        append(A, 1, 2);
        append(B, 11, 12);
        Picky picky = Picky.at(1, 11);
        subscribe(byStream(PARK), picky);
        awaitParked(1L, 2L, 3L, 4L);
        picky.heal();
        assertEquals(2, store().parking().replayAll(StreamId.ALL, MAILER));
        List<Integer> handled = picky.awaitHandled(4);
        assertEquals(List.of(1, 2), handled.stream().filter(n -> n < 10).toList());
        assertEquals(List.of(11, 12), handled.stream().filter(n -> n > 10).toList());
        awaitParked();
        assertEquals(0, store().parking().replayAll(StreamId.ALL, MAILER));
    }

    @Test
    public void events_without_a_key_are_replayed_alone() {
        append(A, 1, 2, 1);
        Picky picky = Picky.at(1);
        subscribe(plain(PARK), picky);
        awaitParked(1L, 3L);
        picky.heal();
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 3));
        awaitParked(1L);
        assertEquals(List.of(2, 1), picky.handled());
        assertEquals(1, store().parking().replayAll(StreamId.ALL, MAILER));
        awaitParked();
    }

    @Test
    public void only_the_front_of_a_key_is_replayed_or_skipped() {
        append(A, 1, 2, 3);
        Picky picky = Picky.at(1, 2, 3);
        subscribe(byStream(PARK), picky);
        awaitParked(1L, 2L, 3L);
        assertFalse(store().parking().replay(StreamId.ALL, MAILER, 2));
        assertFalse(store().parking().skip(StreamId.ALL, MAILER, 2));
        assertTrue(store().parking().skip(StreamId.ALL, MAILER, 1));
        assertFalse(store().parking().skip(StreamId.ALL, MAILER, 1), "a repeated call skips no other");
        awaitParked(2L, 3L);
        picky.heal();
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 2));
        assertEquals(List.of(2, 3), picky.awaitHandled(2));
        awaitParked();
    }

    @Test
    public void an_event_that_fails_again_stays_and_its_run_ends() {
        append(A, 1, 2);
        append(B, 10);
        Picky picky = Picky.at(1, 10);
        subscribe(byStream(PARK.attempts(2)), picky);
        awaitParked(1L, 2L, 3L);
        assertEquals(2, store().parking().replayAll(StreamId.ALL, MAILER));
        Await.until("the attempts are counted", () -> attempts().equals(List.of(4, 0, 4)));
        assertEquals(List.of(), picky.handled());
        picky.heal();
        assertEquals(2, store().parking().replayAll(StreamId.ALL, MAILER));
        picky.awaitHandled(3);
        awaitParked();
    }

    private List<Integer> attempts() {
        return parked().stream().map(ParkedEvent::attempts).toList();
    }

    @Test
    public void a_key_keeps_its_order_though_events_come_while_it_is_replayed() {
        int before = 20;
        int during = 60;
        IntStream.rangeClosed(1, before).forEach(n -> append(A, n));
        Picky picky = Picky.at(1);
        subscribe(byStream(PARK), picky);
        Await.until("all are parked", () -> parked().size() == before);
        picky.heal();
        Race.run(2, new Callable<Integer>() {
            private final AtomicBoolean first = new AtomicBoolean();

            @Override
            public Integer call() {
                if (first.compareAndSet(false, true)) {
                    IntStream.rangeClosed(before + 1, before + during).forEach(n -> append(A, n));
                    return 0;
                }
                return store().parking().replayAll(StreamId.ALL, MAILER);
            }
        });
        List<Integer> handled = picky.awaitHandled(before + during);
        assertEquals(IntStream.rangeClosed(1, before + during).boxed().toList(), handled);
        awaitParked();
        awaitCheckpoint(before + during);
    }

    @Test
    public void a_replay_needs_a_subscriber_and_skipping_does_not() {
        append(A, 1, 2);
        Picky picky = Picky.at(1);
        Subscription subscription = subscribe(byStream(PARK), picky);
        awaitParked(1L, 2L);
        subscription.close();
        SubscriptionRefusedException refused = assertThrows(
                SubscriptionRefusedException.class, () -> store().parking().replay(StreamId.ALL, MAILER, 1));
        assertEquals(Reason.NO_SUBSCRIBER, refused.reason());
        assertTrue(refused.getMessage().contains("Attach a subscriber"), refused.getMessage());
        assertThrows(SubscriptionRefusedException.class, () -> store().parking().replayAll(StreamId.ALL, MAILER));
        assertFalse(store().parking().skip(StreamId.ALL, MAILER, 2));
        assertTrue(store().parking().skip(StreamId.ALL, MAILER, 1));
        awaitParked(2L);
        Picky next = Picky.at();
        subscribe(byStream(PARK), next);
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 2));
        assertEquals(List.of(2), next.awaitHandled(1));
        awaitParked();
    }

    @Test
    public void the_acknowledgement_of_a_replay_is_durable_when_it_is_not_parked_any_more() {
        append(A, 1);
        Picky picky = Picky.at(1);
        List<RecordedEvent> replayed = new CopyOnWriteArrayList<>();
        Subscription subscription = subscribe(byStream(PARK), (batch, to) -> {
            if (picky.calls().isEmpty()) {
                picky.onEvents(batch, to);
            }
            replayed.addAll(batch);
        });
        awaitParked(1L);
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 1));
        Await.until("it is replayed", () -> replayed.size() == 1);
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 1), "it is under way");
        assertFalse(store().parking().skip(StreamId.ALL, MAILER, 1), "it is under way");
        append(A, 2);
        awaitParked(1L, 2L);
        CompletableFuture<Void> first = subscription.ack(replayed.get(0)).toCompletableFuture();
        Await.result(first);
        awaitParked(2L);
        Await.until("the next is replayed", () -> replayed.size() == 2);
        Await.result(subscription.ack(replayed.get(1)));
        awaitParked();
        assertEquals(2, replayed.size());
    }

    @Test
    public void a_replay_says_nothing_of_what_else_was_delivered() {
        append(A, 1);
        append(B, 10);
        List<RecordedEvent> held = new CopyOnWriteArrayList<>();
        Picky picky = Picky.at(1);
        Subscription subscription = subscribe(byStream(PARK).bufferSize(5), (batch, to) -> {
            boolean failed = picky.calls().size() > 1;
            if (!failed) {
                picky.onEvents(batch, to);
            }
            held.addAll(batch);
        });
        awaitParked(1L);
        Await.until("the other is handed over", () -> held.size() == 1);
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 1));
        Await.until("it is replayed", () -> held.size() == 2);
        Await.result(subscription.ack(held.get(1)));
        awaitParked();
        assertEquals(List.of(2L, 1L), numbers(held));
        assertTrue(checkpoint().orElseThrow() < 2, "the other is open still");
    }

    @Test
    public void a_replay_ends_with_its_subscriber_and_the_event_stays() {
        append(A, 1);
        List<RecordedEvent> held = new CopyOnWriteArrayList<>();
        Subscription subscription = subscribe(byStream(PARK), (batch, to) -> {
            if (parked().isEmpty()) {
                throw new IllegalStateException("no");
            }
            held.addAll(batch);
        });
        awaitParked(1L);
        assertTrue(store().parking().replay(StreamId.ALL, MAILER, 1));
        Await.until("it is replayed", () -> held.size() == 1);
        subscription.close();
        awaitParked(1L);
        Picky next = Picky.at();
        subscribe(byStream(PARK), next);
        assertEquals(1, store().parking().replayAll(StreamId.ALL, MAILER));
        assertEquals(List.of(1), next.awaitHandled(1));
        awaitParked();
    }

    @Test
    public void the_asynchronous_calls_do_the_same() {
        append(A, 1, 2, 3);
        Picky picky = Picky.at(1, 2, 3);
        subscribe(plain(PARK), picky);
        awaitParked(1L, 2L, 3L);
        var parking = store().async().parking();
        assertEquals(3, Await.result(parking.list(StreamId.ALL, MAILER)).size());
        assertTrue(Await.result(parking.skip(StreamId.ALL, MAILER, 2)));
        picky.heal();
        assertTrue(Await.result(parking.replay(StreamId.ALL, MAILER, 3)));
        assertTrue(Await.result(parking.replayAll(StreamId.ALL, MAILER)) >= 1);
        picky.awaitHandled(2);
        awaitParked();
        Await.failure(SubscriptionNotFoundException.class, parking.list(A, MAILER));
        assertThrows(IllegalArgumentException.class, () -> store().parking().skip(StreamId.ALL, MAILER, 0));
    }
}
