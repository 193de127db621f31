package dev.eventstore.core.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.subscriber.FencedBatch;
import dev.eventstore.core.spi.subscriber.FencedSubscriber;
import dev.eventstore.core.support.HeldRegistry.Sent;
import dev.eventstore.core.wire.Fenced;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A subscriber that moves the checkpoint itself: under which lease it is handed what, and what its owner is told. */
class FencedSubscriberTest {

    private final SubscriberStage stage = new SubscriberStage();
    private final List<List<Long>> batches = new ArrayList<>();
    private FencedSubscriber.Outcome outcome = FencedSubscriber.Outcome.HANDLED;
    private Runnable during = () -> {};

    FencedSubscriberTest() {
        SubscriptionOptions options = SubscriptionOptions.fromOrigin().selector(event -> event.number() != 4);
        stage.subscribe(options, new FencedSubscriber() {
            @Override
            public Outcome handle(FencedBatch batch) {
                batches.add(List.of(batch.token(), batch.checkpoint(), batch.upTo()));
                during.run();
                return outcome;
            }

            @Override
            public void onEnd(Optional<EventStoreException> cause) {}
        });
    }

    @Test
    void batches_follow_each_other_from_the_checkpoint_of_their_lease_and_the_owner_is_told_what_was_written() {
        stage.deliver(new Held(5, 0), 1, 2);
        stage.deliver(new Held(5, 0), 3, 3);
        stage.deliver(new Held(5, 2), 4, 4);
        stage.deliver(new Held(5, 2), 5, 6);
        assertEquals(List.of(List.of(5L, 0L, 2L), List.of(5L, 2L, 3L), List.of(5L, 3L, 6L)), batches);
        Sent first = stage.owner.one();
        assertEquals(new Ack(SubscriberStage.ID, 1, 2, new Held(5, 2)), first.message());
        first.done();
        stage.run();
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 6, new Held(5, 6)),
                stage.owner.one().message());
    }

    @Test
    void a_lease_that_was_refused_is_told_until_it_is_heard_and_no_batch_of_it_is_tried_again() {
        outcome = FencedSubscriber.Outcome.LEASE_LOST;
        stage.deliver(new Held(5, 0), 1, 2);
        stage.deliver(new Held(5, 0), 3, 3);
        assertEquals(1, batches.size());
        Sent report = stage.owner.one();
        assertEquals(new Fenced(5, true), report.message());
        report.answer().completeExceptionally(new NoNodeAvailableException(2, 1));
        stage.time.advance(Duration.ofSeconds(1));
        report = stage.owner.one();
        assertEquals(new Fenced(5, true), report.message());
        report.done();
        stage.takeBack();

        outcome = FencedSubscriber.Outcome.HANDLED;
        stage.deliver(new Held(6, 2), 3, 3);
        assertEquals(List.of(6L, 2L, 3L), batches.get(1));
        assertEquals(
                new Ack(SubscriberStage.ID, 1, 4, new Held(6, 3)),
                stage.owner.one().message());
    }

    @Test
    void a_checkpoint_that_is_elsewhere_is_told_as_that() {
        outcome = FencedSubscriber.Outcome.CHECKPOINT_MOVED;
        stage.deliver(new Held(5, 0), 1, 2);
        assertEquals(new Fenced(5, false), stage.owner.one().message());
    }

    @Test
    void what_was_committed_while_it_was_taken_back_is_not_acknowledged() {
        during = () -> {
            stage.send(stage.nextTakeBack());
            stage.time.run();
        };
        stage.deliver(new Held(5, 0), 1, 2);
        during = () -> {};
        stage.run();
        stage.deliver(new Held(6, 2), 3, 3);
        assertEquals(List.of(6L, 2L, 3L), batches.get(1));
        stage.owner
                .sent()
                .forEach(sent -> assertEquals(new Ack(SubscriberStage.ID, 1, 3, new Held(6, 3)), sent.message()));
    }

    @Test
    void closing_waits_for_the_handler_under_way_and_at_most_for_the_close_timeout() {
        stage.deliver(new Held(5, 0), 1, 2);
        stage.owner.one().done();
        stage.run();
        CompletableFuture<Void> left = stage.subscription.detach().toCompletableFuture();
        assertEquals(List.of(), stage.owner.sent());
        assertFalse(left.isDone());
        stage.run();
        assertTrue(stage.owner.one().message() instanceof Ack);
        stage.time.advance(Duration.ofSeconds(11));
        assertTrue(left.isDone());
    }
}
