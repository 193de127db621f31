package dev.eventstore.core.subscriber;

import static dev.eventstore.core.subscriber.SubscriberStage.LINK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.support.HeldRegistry.Sent;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Detach;
import dev.eventstore.core.wire.SubscriptionMessages.End;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class AttachmentTest {

    private final SubscriberStage stage = new SubscriberStage();

    AttachmentTest() {
        stage.subscribe(SubscriptionOptions.fromOrigin());
    }

    @Test
    void events_are_handed_over_once_though_the_delivery_is_repeated() {
        Deliver first = stage.delivery(LINK, 1, 1, 2);
        stage.tell(first);
        stage.tell(first);
        stage.tell(stage.delivery(LINK, 2, 3, 3));
        assertEquals(List.of(1L, 2L, 3L), stage.user.numbers());
    }

    @Test
    void an_acknowledgement_is_sent_and_completes_when_it_is_durable() {
        stage.deliver(1, 3);
        CompletableFuture<Void> durable = stage.ack(1);
        Sent sent = stage.owner.one();
        assertEquals(new Ack(SubscriberStage.ID, 1, 2, Held.NOTHING), sent.message());
        sent.done();
        stage.run();
        assertFalse(durable.isDone());
        stage.status(1);
        assertFalse(durable.isDone());
        stage.status(2);
        assertTrue(durable.isDone());
    }

    @Test
    void an_acknowledgement_that_is_durable_already_completes_at_once() {
        stage.deliver(1, 3);
        stage.ack(2);
        stage.status(3);
        assertTrue(stage.ack(0).isDone());
    }

    @Test
    void acknowledgements_that_come_while_one_is_on_the_way_are_sent_as_one() {
        stage.deliver(1, 4);
        stage.ack(0);
        Sent first = stage.owner.one();
        stage.ack(1);
        stage.ack(2);
        assertEquals(List.of(), stage.owner.sent());
        first.done();
        stage.run();
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 3, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void an_acknowledgement_that_could_not_be_sent_is_sent_again() {
        stage.deliver(1, 1);
        stage.ack(0);
        stage.owner.one().answer().completeExceptionally(new NoNodeAvailableException(2, 1));
        stage.time.advance(Duration.ofSeconds(1));
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 1, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void an_event_that_was_not_delivered_must_not_be_acknowledged() {
        stage.deliver(1, 1);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> stage.subscription.ack(SubscriberStage.event(9)));
        assertTrue(refused.getMessage().contains("event 9 must not be acknowledged"), refused.getMessage());
    }

    @Test
    void what_is_taken_back_fails_those_who_wait_and_is_delivered_again() {
        stage.deliver(1, 2);
        CompletableFuture<Void> waiting = stage.ack(0);
        stage.takeBack();
        assertLeaseLost(waiting);
        assertLeaseLost(stage.ack(1));
        stage.deliver(1, 2);
        assertEquals(List.of(1L, 2L, 1L, 2L), stage.user.numbers());
    }

    /** Else the owner would wait for ever for an acknowledgement that was given. */
    @Test
    void an_acknowledgement_after_a_take_back_is_sent_though_a_higher_one_was_answered_late() {
        stage.deliver(1, 5);
        stage.ack(4);
        Sent late = stage.owner.one();
        stage.takeBack();
        stage.deliver(1, 2);
        late.done();
        stage.run();
        stage.ack(5);
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 6, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void events_that_wait_when_they_are_taken_back_are_not_handed_over() {
        stage.send(stage.delivery(LINK, 1, 1, 2));
        stage.time.run();
        stage.send(new TakenBack(LINK, 2));
        stage.time.run();
        stage.run();
        assertEquals(List.of(), stage.user.numbers());
        stage.tell(stage.delivery(LINK, 3, 1, 2));
        assertEquals(List.of(1L, 2L), stage.user.numbers());
    }

    @Test
    void what_the_selector_refuses_is_acknowledged_with_what_came_before_it() {
        stage.subscribe(SubscriptionOptions.fromOrigin().selector(event -> event.number() % 2 == 0));
        stage.deliver(1, 1);
        Sent atOnce = stage.owner.one();
        assertEquals(new Ack(SubscriberStage.ID, 1, 1, Held.NOTHING), atOnce.message(), "since nothing came before it");
        atOnce.done();
        stage.deliver(2, 3);
        assertEquals(List.of(), stage.owner.sent());
        stage.ack(0);
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 3, Held.NOTHING),
                stage.owner.one().message());
        assertEquals(List.of(2L), stage.user.numbers());
    }

    /** Else it would not hold what the owner has delivered since, and nobody would ever acknowledge that. */
    @Test
    void a_take_back_that_is_repeated_late_takes_nothing_back_again() {
        stage.deliver(1, 2);
        stage.takeBack();
        stage.deliver(1, 2);
        stage.tell(new TakenBack(LINK, 2));
        assertFalse(stage.ack(3).isDone());
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 4, Held.NOTHING),
                stage.owner.one().message());
    }

    @Test
    void a_mapper_must_keep_the_number() {
        stage.subscribe(SubscriptionOptions.fromOrigin().mapper(event -> SubscriberStage.event(99)));
        stage.deliver(1, 1);
        letGo();
        assertInstanceOf(SubscriberFailedException.class, stage.user.ends.get(0).orElseThrow());
    }

    @Test
    void a_handler_that_throws_anything_ends_the_subscription_with_the_cause() {
        for (Throwable thrown : List.of(new Exception("no"), new StackOverflowError(), new AssertionError())) {
            stage.subscribe(SubscriptionOptions.fromOrigin());
            stage.user.thrown = thrown;
            stage.deliver(1, 1);
            letGo();
            assertEquals(1, stage.user.ends.size(), thrown.toString());
            SubscriberFailedException cause = assertInstanceOf(
                    SubscriberFailedException.class, stage.user.ends.get(0).orElseThrow());
            assertEquals(thrown, cause.getCause());
            assertTrue(stage.subscription.ended().toCompletableFuture().isCompletedExceptionally());
            assertEquals(SubscriptionState.UNSUBSCRIBED, stage.subscription.state());
        }
    }

    @Test
    void the_owner_ends_it_with_a_cause_exactly_once() {
        stage.deliver(1, 1);
        CompletableFuture<Void> waiting = stage.ack(0);
        LeaseLostException cause = new LeaseLostException(SubscriberStage.KEY.stream(), SubscriberStage.KEY.name());
        stage.tell(new End(LINK, stage.codec.encodeFailure(cause)));
        stage.supervisor.stopAll();
        stage.run();
        assertEquals(1, stage.user.ends.size());
        assertInstanceOf(LeaseLostException.class, stage.user.ends.get(0).orElseThrow());
        assertLeaseLost(waiting);
        assertLeaseLost(stage.ack(0));
    }

    @Test
    void a_close_sends_what_was_acknowledged_then_detaches_and_tells_what_is_durable() {
        stage.deliver(1, 2);
        CompletableFuture<Void> durable = stage.ack(1);
        stage.owner.sent();
        CompletableFuture<Void> closed = stage.subscription.detach().toCompletableFuture();
        stage.run();
        Sent ack = stage.owner.one();
        assertEquals(new Ack(SubscriberStage.ID, 1, 2, Held.NOTHING), ack.message());
        ack.done();
        Sent detach = stage.owner.one();
        assertEquals(new Detach(SubscriberStage.ID), detach.message());
        assertFalse(closed.isDone());
        detach.answer().complete(new Status(LINK, SubscriptionState.UNSUBSCRIBED, 2, 2, 0));
        stage.run();
        assertTrue(closed.isDone() && durable.isDone() && !durable.isCompletedExceptionally());
        assertEquals(List.of(Optional.empty()), stage.user.ends);
        assertTrue(stage.subscription.detach().toCompletableFuture().isDone(), "again, it does nothing");
    }

    @Test
    void a_subscriber_that_did_not_attach_is_told_nothing() {
        stage.subscription.abandon();
        stage.run();
        stage.deliver(1, 1);
        assertEquals(List.of(), stage.user.numbers());
        assertEquals(List.of(), stage.user.ends);
    }

    @Test
    void after_a_view_it_attaches_again_and_tells_what_it_holds() {
        stage.deliver(1, 3);
        stage.status(0);
        stage.ack(0);
        stage.owner.one().done();
        stage.run();
        Attach attach = enterView(2);
        assertEquals(
                new Standing(2, true, 0, 0, 1, List.of(1L), List.of(2L, 3L), Map.of(), SubscriberStage.GENERATION),
                attach.standing());
        assertEquals(SubscriptionState.DISCONNECTED, stage.subscription.state());
    }

    @Test
    void what_a_former_owner_tells_is_refused() {
        stage.deliver(1, 2);
        enterView(2);
        for (Message late : List.of(
                stage.delivery(LINK, 9, 3, 3),
                new Status(LINK, SubscriptionState.SUBSCRIBED, 2, 2, 0),
                new TakenBack(LINK, 10),
                new End(LINK, null))) {
            CompletionException refused =
                    assertThrows(CompletionException.class, stage.tell(late)::join, late.toString());
            assertInstanceOf(NotSupportedException.class, refused.getCause());
        }
        assertEquals(List.of(1L, 2L), stage.user.numbers());
        assertEquals(List.of(), stage.user.ends);
        stage.tell(stage.delivery(new Link(2, new UUID(9, 9)), 1, 3, 3));
        assertEquals(List.of(1L, 2L, 3L), stage.user.numbers());
    }

    @Test
    void acknowledgements_that_were_given_without_an_owner_are_sent_to_the_next() {
        stage.deliver(1, 3);
        stage.owner.enter(new View(2, List.of()));
        stage.run();
        Sent attach = stage.owner.one();
        CompletableFuture<Void> durable = stage.ack(1);
        assertEquals(List.of(), stage.owner.sent(), "nobody is there to be told");
        attach.done();
        stage.run();
        assertEquals(
                new Ack(SubscriberStage.ID, 2, 2, Held.NOTHING),
                stage.owner.one().message());
        stage.tell(new Status(new Link(2, new UUID(9, 9)), SubscriptionState.SUBSCRIBED, 2, 3, 0));
        assertTrue(durable.isDone());
    }

    @Test
    void an_owner_that_does_not_know_it_is_asked_to_take_it() {
        stage.deliver(1, 2);
        CompletableFuture<Void> waiting = stage.ack(0);
        LeaseLostException unknown = new LeaseLostException(SubscriberStage.KEY.stream(), SubscriberStage.KEY.name());
        stage.owner.one().answer().completeExceptionally(unknown);
        stage.run();
        Attach attach = (Attach) stage.owner.one().message();
        assertEquals(
                new Standing(2, true, -1, 0, 1, List.of(1L), List.of(2L), Map.of(), SubscriberStage.GENERATION),
                attach.standing());
        assertFalse(waiting.isDone());
    }

    @Test
    void it_tries_again_until_an_owner_takes_it() {
        stage.deliver(1, 1);
        stage.owner.enter(new View(2, List.of()));
        stage.run();
        for (int number = 2; number < 9; number++) {
            Sent sent = stage.owner.one();
            assertEquals(number, ((Attach) sent.message()).standing().number());
            sent.answer().completeExceptionally(new NoNodeAvailableException(2, 1));
            stage.time.advance(Duration.ofSeconds(3));
        }
        assertEquals(List.of(), stage.user.ends);
    }

    @Test
    void two_owners_that_have_it_under_one_number_are_both_left() {
        stage.deliver(1, 1);
        stage.tell(stage.delivery(new Link(1, new UUID(9, 9)), 1, 2, 2));
        assertEquals(List.of(1L), stage.user.numbers());
        assertEquals(2, ((Attach) stage.owner.one().message()).standing().number());
    }

    @Test
    void it_ends_when_another_has_its_place() {
        stage.deliver(1, 1);
        CompletableFuture<Void> waiting = stage.ack(0);
        stage.owner.sent();
        stage.owner.enter(new View(2, List.of()));
        stage.run();
        stage.owner
                .one()
                .answer()
                .completeExceptionally(new SubscriptionRefusedException(
                        SubscriberStage.KEY.stream(),
                        SubscriberStage.KEY.name(),
                        SubscriptionRefusedException.Reason.TOO_MANY_SUBSCRIBERS,
                        "full"));
        stage.run();
        assertInstanceOf(LeaseLostException.class, stage.user.ends.get(0).orElseThrow());
        assertLeaseLost(waiting);
    }

    private Attach enterView(long epoch) {
        stage.owner.enter(new View(epoch, List.of()));
        stage.run();
        return (Attach) stage.owner.one().message();
    }

    /** The owner answers that nothing was acknowledged, and that the subscriber is gone. */
    private void letGo() {
        Sent ack = stage.owner.one();
        assertEquals(new Ack(SubscriberStage.ID, 1, 0, Held.NOTHING), ack.message());
        ack.done();
        Sent detach = stage.owner.one();
        assertEquals(new Detach(SubscriberStage.ID), detach.message());
        detach.done();
        stage.run();
    }

    private static void assertLeaseLost(CompletableFuture<Void> stage) {
        assertTrue(stage.isDone());
        assertInstanceOf(
                LeaseLostException.class,
                assertThrows(CompletionException.class, stage::join).getCause());
    }
}
