package dev.eventstore.core.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.support.HeldRegistry.Sent;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.ParkingMessages.NowParked;
import dev.eventstore.core.wire.ParkingMessages.ParkEvent;
import dev.eventstore.core.wire.ParkingMessages.ReplayFailed;
import dev.eventstore.core.wire.ParkingMessages.Replayed;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Replay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FailingSubscriberTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SubscriberStage stage = new SubscriberStage();

    private void subscribe(FailurePolicy policy) {
        stage.subscribe(SubscriptionOptions.fromOrigin()
                .bufferSize(10)
                .onFailure(policy.backOff(SECOND, 2, Duration.ofSeconds(3)).jitter(0)));
        stage.user.thrown = new IllegalStateException("no");
    }

    @Test
    void retries_come_after_growing_delays_up_to_the_longest() {
        subscribe(FailurePolicy.stop().attempts(9));
        stage.deliver(1, 1);
        for (Duration delay : List.of(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3), SECOND.multipliedBy(3))) {
            int before = stage.user.tries;
            advance(delay.minusMillis(1));
            assertEquals(before, stage.user.tries, "not before " + delay);
            advance(Duration.ofMillis(1));
            assertEquals(before + 1, stage.user.tries, "after " + delay);
        }
        stage.user.thrown = null;
        advance(SECOND.multipliedBy(3));
        assertEquals(List.of(1L), stage.user.numbers());
    }

    @Test
    void what_comes_meanwhile_waits_behind_the_retry() {
        subscribe(FailurePolicy.stop().attempts(9));
        stage.deliver(1, 2);
        stage.deliver(3, 3);
        stage.user.thrown = null;
        advance(SECOND);
        assertEquals(List.of(1L, 2L, 3L), stage.user.numbers());
    }

    @Test
    void what_is_taken_back_during_a_back_off_is_not_tried_again() {
        subscribe(FailurePolicy.stop().attempts(9));
        stage.deliver(1, 2);
        stage.user.thrown = null;
        stage.takeBack();
        advance(SECOND);
        assertEquals(List.of(), stage.user.numbers());
        stage.deliver(1, 2);
        assertEquals(List.of(1L, 2L), stage.user.numbers(), "nothing waits for the delay any more");
    }

    @Test
    void the_owner_is_asked_until_it_has_parked_and_what_it_parked_with_it_is_passed_over() {
        subscribe(FailurePolicy.park().attempts(2));
        stage.deliver(1, 1);
        stage.deliver(2, 3);
        assertEquals(List.of(), stage.owner.sent());
        advance(SECOND);
        Sent first = stage.owner.one();
        String text = "java.lang.IllegalStateException: no";
        assertEquals(new ParkEvent(SubscriberStage.ID, 1, 1, text, 2), first.message());
        first.answer()
                .completeExceptionally(
                        new LeaseLostException(SubscriberStage.KEY.stream(), SubscriberStage.KEY.name()));
        advance(Duration.ofMillis(100));
        Sent second = stage.owner.one();
        assertEquals(first.message(), second.message());
        stage.user.thrown = null;
        second.answer().complete(new NowParked(List.of(1L, 2L)));
        stage.run();
        assertEquals(List.of(3L), stage.user.numbers());
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 2, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void what_is_parked_behind_an_event_that_is_not_handled_acknowledges_nothing_before_it() {
        subscribe(FailurePolicy.park());
        stage.deliver(1, 3);
        Sent parking = stage.owner.one();
        stage.user.thrown = null;
        parking.answer().complete(new NowParked(List.of(1L, 3L)));
        stage.run();
        assertEquals(List.of(2L), stage.user.numbers());
        Sent first = stage.owner.one();
        assertEquals(new Ack(SubscriberStage.ID, 1, 1, Held.NOTHING), first.message());
        first.done();
        stage.run();
        stage.ack(0);
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 3, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void closing_does_not_wait_for_the_owner_to_park() {
        subscribe(FailurePolicy.park());
        stage.deliver(1, 1);
        stage.owner.one();
        CompletableFuture<Void> left = stage.subscription.detach().toCompletableFuture();
        stage.run();
        stage.owner.sent().forEach(Sent::done);
        stage.run();
        stage.owner.sent().forEach(Sent::done);
        stage.run();
        assertTrue(left.isDone());
        assertEquals(1, stage.user.ends.size());
    }

    @Test
    void where_no_more_may_be_parked_it_ends_with_the_limit() {
        subscribe(FailurePolicy.park());
        stage.deliver(1, 1);
        stage.owner.one().answer().completeExceptionally(new LimitExceededException("max-parked", 3, 2));
        stage.run();
        stage.owner.sent().forEach(Sent::done);
        stage.run();
        stage.owner.sent().forEach(Sent::done);
        stage.run();
        Throwable end = assertInstanceOf(
                SubscriberFailedException.class, stage.user.ends.get(0).orElseThrow());
        assertInstanceOf(LimitExceededException.class, end.getCause());
    }

    @Test
    void a_replay_comes_once_and_its_acknowledgement_is_its_own() {
        subscribe(FailurePolicy.park());
        stage.user.thrown = null;
        stage.deliver(5, 6);
        Replay replay = new Replay(SubscriberStage.LINK, 1, Events.stored(2), 1);
        stage.tell(replay);
        stage.tell(replay);
        assertEquals(List.of(5L, 6L, 2L), stage.user.numbers());
        CompletableFuture<Void> parkedNoMore = stage.ack(2);
        Sent sent = stage.owner.one();
        assertEquals(new Replayed(SubscriberStage.ID, 2, 2, replay.handed()), sent.message());
        assertFalse(parkedNoMore.isDone());
        sent.done();
        stage.run();
        assertTrue(parkedNoMore.isDone());
        stage.ack(0);
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 1, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void whoever_still_has_what_an_owner_before_has_replayed_says_nothing_of_what_the_next_one_replays() {
        subscribe(FailurePolicy.park());
        stage.user.thrown = null;
        stage.tell(new Replay(SubscriberStage.LINK, 1, Events.stored(2), 1));
        Replay again = new Replay(SubscriberStage.LINK, 2, Events.stored(2), 1);
        stage.tell(again);
        assertEquals(List.of(2L, 2L), stage.user.numbers());
        assertTrue(stage.ack(0).isCompletedExceptionally());
        stage.ack(1);
        assertEquals(
                new Replayed(SubscriberStage.ID, 2, 2, again.handed()),
                stage.owner.one().message());
    }

    @Test
    void whoever_still_has_what_was_replayed_says_nothing_of_what_is_delivered_before_it_comes_again() {
        subscribe(FailurePolicy.park());
        stage.user.thrown = null;
        stage.tell(new Replay(SubscriberStage.LINK, 1, Events.stored(2), 1));
        stage.deliver(1, 2);
        assertEquals(List.of(2L, 1L, 2L), stage.user.numbers());
        assertTrue(stage.ack(0).isCompletedExceptionally());
        assertEquals(List.of(), stage.owner.sent(), "1 is not handled");
    }

    @Test
    void a_replay_that_fails_tells_how_often_in_all() {
        subscribe(FailurePolicy.stop().attempts(2));
        stage.tell(new Replay(SubscriberStage.LINK, 1, Events.stored(2), 3));
        advance(SECOND);
        ReplayFailed failed =
                assertInstanceOf(ReplayFailed.class, stage.owner.one().message());
        assertEquals(5, failed.attempts());
        assertEquals(List.of(), stage.user.ends, "whatever the policy says");
    }

    private void advance(Duration duration) {
        stage.time.advance(duration);
        stage.run();
    }
}
