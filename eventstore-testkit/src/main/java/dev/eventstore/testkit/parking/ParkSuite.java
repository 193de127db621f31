package dev.eventstore.testkit.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.parking.Parking;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.testkit.Await;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is put aside, and what waits behind it. Called by JUnit only. */
public abstract class ParkSuite extends ParkingStore {

    /** For subclasses. */
    protected ParkSuite() {}

    @Test
    public void of_a_subscription_that_does_not_exist_nothing_is_listed_replayed_or_skipped() {
        append(A, 1);
        SubscriptionName unknown = SubscriptionName.of("unknown");
        Parking parking = store().parking();
        List<Executable> calls = List.of(
                () -> parking.list(StreamId.ALL, unknown),
                () -> parking.replay(StreamId.ALL, unknown, 1),
                () -> parking.replayAll(StreamId.ALL, unknown),
                () -> parking.skip(StreamId.ALL, unknown, 1));
        for (Executable call : calls) {
            SubscriptionNotFoundException refused = assertThrows(SubscriptionNotFoundException.class, call);
            assertTrue(refused.getMessage().contains("subscription 'unknown' of stream '$all'"), refused.getMessage());
        }
    }

    @Test
    public void a_failing_event_is_put_aside_and_the_others_go_on() {
        append(A, 1, 2, 3);
        Picky picky = Picky.at(2);
        subscribe(plain(FailurePolicy.park().attempts(3)), picky);
        assertEquals(List.of(1, 3), picky.awaitHandled(2));
        awaitParked(2L);
        ParkedEvent parked = parked().get(0);
        assertEquals(2, parked.position());
        assertEquals(3, parked.attempts());
        assertEquals(Optional.empty(), parked.key());
        assertTrue(parked.error().orElseThrow().contains("cannot handle [2]"), parked.toString());
        awaitCheckpoint(3);
        append(A, 4);
        assertEquals(List.of(1, 3, 4), picky.awaitHandled(3));
    }

    @Test
    public void without_a_key_each_event_parks_alone() {
        append(A, 1, 2, 1, 3, 1);
        Picky picky = Picky.at(1);
        subscribe(plain(FailurePolicy.park()), picky);
        assertEquals(List.of(2, 3), picky.awaitHandled(2));
        awaitParked(1L, 3L, 5L);
        awaitCheckpoint(5);
    }

    @Test
    public void later_events_of_a_parked_key_are_not_delivered_but_park_behind() {
        append(A, 1);
        append(B, 10);
        append(A, 2);
        append(B, 11);
        Picky picky = Picky.at(1);
        subscribe(byStream(FailurePolicy.park()), picky);
        assertEquals(List.of(10, 11), picky.awaitHandled(2));
        awaitParked(1L, 3L);
        append(A, 3, 4);
        append(B, 12);
        awaitParked(1L, 3L, 5L, 6L);
        assertEquals(List.of(10, 11, 12), picky.awaitHandled(3));
        awaitCheckpoint(7);
        assertEquals(Optional.of("a"), parked().get(3).key());
        assertEquals(Optional.empty(), parked().get(3).error());
        assertEquals(0, parked().get(3).attempts());
        assertTrue(picky.calls().stream().noneMatch(batch -> batch.contains(3) || batch.contains(4)));
    }

    @Test
    public void an_event_that_was_delivered_behind_the_failing_one_is_parked_too() {
        append(A, 1, 2, 3);
        Picky picky = Picky.at(2);
        subscribe(byStream(FailurePolicy.park()), picky);
        awaitParked(2L, 3L);
        awaitCheckpoint(3);
        assertEquals(List.of(1), picky.handled());
    }

    @Test
    public void a_next_owner_knows_what_is_parked() {
        append(A, 1);
        append(B, 10);
        Picky picky = Picky.at(1);
        Subscription subscription = subscribe(byStream(FailurePolicy.park()), picky);
        awaitParked(1L);
        awaitCheckpoint(2);
        subscription.close();
        append(A, 2);
        append(B, 11);
        var another = open("node2");
        Picky next = Picky.at();
        another.subscribe(StreamId.ALL, MAILER, byStream(FailurePolicy.park()), next);
        assertEquals(List.of(11), next.awaitHandled(1));
        awaitParked(1L, 3L);
        awaitCheckpoint(4);
    }

    @Test
    public void what_is_parked_above_the_checkpoint_is_not_delivered_again() {
        append(A, 1, 2, 3);
        List<RecordedEvent> held = new CopyOnWriteArrayList<>();
        Subscription subscription = subscribe(plain(FailurePolicy.park()), (batch, to) -> {
            if (batch.size() > 1 || batch.get(0).as(Happened.class).n() == 2) {
                throw new IllegalStateException("cannot");
            }
            held.addAll(batch);
        });
        awaitParked(2L);
        Await.until("the last is handed over", () -> held.size() == 2);
        assertEquals(Optional.of(0L), checkpoint());
        subscription.close();
        Picky next = Picky.at();
        subscribe(plain(FailurePolicy.park()), next);
        assertEquals(List.of(1, 3), next.awaitHandled(2));
        awaitCheckpoint(3);
        awaitParked(2L);
    }

    @Test
    public void what_was_open_before_a_parked_event_of_its_key_comes_again_and_nothing_behind_it() {
        append(A, 1, 2);
        List<RecordedEvent> held = new CopyOnWriteArrayList<>();
        Subscription subscription = subscribe(byStream(FailurePolicy.park()), (batch, to) -> {
            if (batch.size() > 1 || batch.get(0).as(Happened.class).n() == 2) {
                throw new IllegalStateException("cannot");
            }
            held.addAll(batch);
        });
        awaitParked(2L);
        Await.until("the first is handed over", () -> held.size() == 1);
        subscription.close();
        append(A, 3);
        Picky next = Picky.at();
        subscribe(byStream(FailurePolicy.park()), next);
        assertEquals(List.of(1), next.awaitHandled(1));
        awaitParked(2L, 3L);
        assertEquals(1, store().parking().replayAll(StreamId.ALL, MAILER));
        assertEquals(List.of(1, 2, 3), next.awaitHandled(3));
        awaitParked();
    }

    @Test
    public void more_than_max_parked_ends_it() {
        append(A, 1, 2, 1, 1, 4);
        Picky picky = Picky.at(1);
        subscribe(plain(FailurePolicy.park().maxParked(2)), picky);
        SubscriberFailedException failed = assertInstanceOf(
                SubscriberFailedException.class, picky.awaitEnd().orElseThrow());
        LimitExceededException full = assertInstanceOf(LimitExceededException.class, failed.getCause());
        assertEquals("max-parked", full.limit());
        awaitParked(1L, 3L);
        Picky next = Picky.at();
        subscribe(plain(FailurePolicy.park().maxParked(2)), next);
        next.awaitHandled(2);
        assertEquals(List.of(1, 4), next.handled(), "it goes on at the one that had no room");
    }

    @Test
    public void more_than_max_parked_behind_others_ends_it() {
        append(A, 1);
        Picky picky = Picky.at(1);
        subscribe(byStream(FailurePolicy.park().maxParked(3)), picky);
        awaitParked(1L);
        append(A, 2, 3, 4, 5);
        assertInstanceOf(LimitExceededException.class, picky.awaitEnd().orElseThrow());
        assertTrue(parked().size() <= 3, "parked: " + parked());
    }

    @Test
    public void what_is_parked_goes_with_its_subscription_and_with_its_stream() {
        append(A, 1);
        append(B, 1);
        Picky picky = Picky.at(1);
        subscribe(byStream(FailurePolicy.park()), picky);
        Picky ofStream = Picky.at(1);
        store().subscribe(A, MAILER, plain(FailurePolicy.park()), ofStream);
        awaitParked(1L, 2L);
        Await.until("it is parked", () -> store().parking().list(A, MAILER).size() == 1);
        store().delete(A, ANY, DeleteMode.HARD);
        assertEquals(List.of(2L), parkedNumbers());
        append(A, 2);
        assertEquals(List.of(2), picky.awaitHandled(1), "the key is free, since its parked event is gone");
        assertEquals(List.of(2), ofStream.awaitHandled(1));
        assertEquals(List.of(), store().parking().list(A, MAILER));
        store().deleteSubscription(StreamId.ALL, MAILER);
        assertThrows(SubscriptionNotFoundException.class, this::parked);
    }

    @Test
    public void every_stream_keeps_its_order_whatever_fails() {
        Picky picky = Picky.at(3, 14, 25);
        subscribe(byStream(FailurePolicy.park().attempts(2)), picky);
        for (int i = 1; i <= 10; i++) {
            append(A, i);
            append(B, 10 + i);
            append(StreamId.of("c"), 20 + i);
        }
        awaitCheckpoint(30);
        assertEquals(List.of(1, 2), between(1, 10, picky));
        assertEquals(List.of(11, 12, 13), between(11, 20, picky));
        assertEquals(List.of(21, 22, 23, 24), between(21, 30, picky));
        assertEquals(30 - 9, parked().size());
    }

    private static List<Integer> between(int first, int last, Picky picky) {
        return picky.handled().stream().filter(n -> n >= first && n <= last).toList();
    }
}
