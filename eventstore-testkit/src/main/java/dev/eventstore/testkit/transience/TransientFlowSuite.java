package dev.eventstore.testkit.transience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Transient subscriptions with a name: acknowledgements, several subscribers, failures, filters. Called by JUnit only. */
public abstract class TransientFlowSuite extends TransientStore {

    /** For subclasses. */
    protected TransientFlowSuite() {}

    @Test
    public void an_acknowledgement_completes_when_it_is_taken_and_makes_room() {
        append(5);
        SubscriptionOptions seldom = TRANSIENT.bufferSize(2).checkpointThreshold(1_000);
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, seldom)) {
            List<RecordedEvent> first = reader.receive(Await.patience());
            assertEquals(range(1, 2), numbers(first));
            assertEquals(List.of(), reader.receive(Duration.ofMillis(20)));
            Await.result(reader.ack(first));
            assertEquals(OptionalLong.of(2), reader.checkpoint());
            List<RecordedEvent> second = reader.receive(Await.patience());
            assertEquals(range(3, 4), numbers(second));
            Await.result(reader.ack(second.get(0)));
            assertEquals(OptionalLong.of(3), reader.checkpoint());
            assertEquals(range(5, 5), numbers(reader.receive(Await.patience())));
        }
    }

    @Test
    public void several_share_it_as_they_share_a_persistent_one() {
        for (int i = 0; i < 4; i++) {
            store().append(StreamId.of("s" + i), ANY, List.of(event(1), event(2)));
        }
        SubscriptionOptions shared = TRANSIENT.bufferSize(1).concurrencyLimit(2).partitionBy(PartitionBy.stream());
        SubscriptionReader one = store().subscribe(StreamId.ALL, MAILER, shared);
        List<RecordedEvent> held = one.receive(Await.patience());
        assertEquals(List.of(1L), numbers(held));
        SubscriptionReader two = store().subscribe(StreamId.ALL, MAILER, shared.startFrom(new StartFrom.After(4)));
        assertEquals(Reason.TOO_MANY_SUBSCRIBERS, refused(shared));
        assertEquals(Reason.DIFFERENT_OPTIONS, refused(shared.bufferSize(3)));
        List<Long> others = new ArrayList<>();
        while (others.size() < 6) {
            List<RecordedEvent> batch = two.receive(Await.patience());
            assertFalse(batch.isEmpty(), "more than these come: " + others);
            others.addAll(numbers(batch));
            two.ack(batch);
        }
        assertEquals(range(3, 8), others.stream().sorted().toList());
        assertEquals(List.of(), two.receive(Duration.ofMillis(20)));
        one.close();
        receive(two, 1, 2);
    }

    @Test
    public void a_failing_subscriber_is_tried_again_skips_or_ends() {
        append(3);
        FailurePolicy once = FailurePolicy.skip().attempts(2).backOff(Duration.ofMillis(1), 1, Duration.ofMillis(1));
        List<Long> handled = new CopyOnWriteArrayList<>();
        List<Long> failed = new CopyOnWriteArrayList<>();
        Subscription skipping = store().subscribe(
                        ORDER, MAILER, TRANSIENT.bufferSize(1).onFailure(once), (batch, subscription) -> {
                            if (batch.get(0).number() == 2) {
                                failed.addAll(numbers(batch));
                                throw new IllegalStateException("the second");
                            }
                            handled.addAll(numbers(batch));
                            subscription.ack(batch);
                        });
        Await.until("the second is skipped", () -> handled.equals(List.of(1L, 3L)));
        assertEquals(List.of(2L, 2L), failed);
        skipping.close();
        Subscription ending = store().subscribe(ORDER, MAILER, TRANSIENT, (batch, subscription) -> {
            throw new IllegalStateException("all");
        });
        Await.failure(SubscriberFailedException.class, ending.ended());
        try (SubscriptionReader next = store().subscribe(ORDER, MAILER, TRANSIENT)) {
            receive(next, 1, 3);
        }
    }

    @Test
    public void what_its_filter_and_selector_refuse_counts_as_acknowledged() {
        append(6);
        SubscriptionOptions picky =
                TRANSIENT.filter(EventFilter.streamPrefix("ord")).selector(event -> event.number() % 3 != 0);
        try (SubscriptionReader reader = store().subscribe(StreamId.ALL, MAILER, picky)) {
            assertEquals(List.of(1L, 2L, 4L, 5L), take(reader, 4));
            Await.until(
                    "the last counts as acknowledged", () -> reader.checkpoint().equals(OptionalLong.of(6)));
        }
    }

    private Reason refused(SubscriptionOptions options) {
        return assertThrows(SubscriptionRefusedException.class, () -> store().subscribe(StreamId.ALL, MAILER, options))
                .reason();
    }
}
