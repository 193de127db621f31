package dev.eventstore.testkit.competing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Several subscribers of one subscription without partition keys. Called by JUnit only. */
public abstract class ConcurrentSuite extends CompetingStore {

    /** For subclasses. */
    protected ConcurrentSuite() {}

    @Test
    public void as_many_as_the_limit_are_subscribed() {
        Crew crew = crew(3, of(3));
        append(3);
        crew.await(3);
        crew.subscriptions.forEach(each -> Await.until("it is subscribed", () -> isSubscribed(each)));
    }

    @Test
    public void one_that_comes_later_is_subscribed_too() {
        append(2);
        Crew crew = crew(1, of(2));
        crew.await(1);
        Worker later = crew.add(of(2), Worker.silent());
        assertEquals(List.of(2L), numbers(later.await(1)));
        Await.until("it is subscribed", () -> isSubscribed(crew.subscriptions.get(1)));
    }

    @Test
    public void where_no_limit_is_given_a_second_is_refused() {
        append(1);
        Crew crew = crew(1, SubscriptionOptions.fromOrigin());
        crew.await(1);
        assertEquals(
                Reason.TOO_MANY_SUBSCRIBERS,
                refusal(SubscriptionOptions.fromOrigin()).reason());
    }

    @Test
    public void beyond_the_limit_the_next_is_refused_and_there_is_room_when_one_closes() {
        append(4);
        Crew crew = crew(3, of(3));
        crew.await(3);
        SubscriptionRefusedException refusal = refusal(of(3));
        assertEquals(Reason.TOO_MANY_SUBSCRIBERS, refusal.reason());
        assertTrue(refusal.getMessage().contains("its concurrency-limit is 3"), refusal.getMessage());
        crew.close(1);
        crew.add(of(3), Worker.silent()).await(1);
    }

    @Test
    public void one_that_has_other_options_is_refused_with_both_values() {
        append(1);
        SubscriptionOptions options = of(9).bufferSize(2);
        crew(1, options).await(1);
        assertDiffers("concurrency-limit is 9 for those who are attached, but was 8", options.concurrencyLimit(8));
        assertDiffers("buffer-size is 2 for those who are attached, but was 3", options.bufferSize(3));
        assertDiffers("max-size is 1000 for those who are attached, but was 7", options.maxSize(7));
        assertDiffers("checkpoint-threshold is 1 for those", options.checkpointThreshold(5));
        assertDiffers("partition-by is none for those", options.partitionBy(PartitionBy.stream()));
        assertDiffers("filter types is [] for those", options.filter(EventFilter.types("x")));
        join(SubscriptionOptions.fromCurrent().concurrencyLimit(9).bufferSize(2), Worker.silent());
    }

    @Test
    public void many_that_come_at_once_are_admitted_up_to_the_limit() {
        append(2);
        Worker worker = Worker.acknowledging();
        var outcomes = Race.run(6, () -> join(of(2), worker));
        assertEquals(2, outcomes.stream().filter(Race.Outcome::succeeded).count());
        assertEquals(
                4,
                outcomes.stream()
                        .filter(each -> each.failedWith(SubscriptionRefusedException.class))
                        .count());
        worker.await(2);
    }

    @Test
    public void a_single_one_gets_everything() {
        append(9);
        Worker worker = Worker.acknowledging();
        join(of(5), worker);
        assertEquals(range(1, 9), numbers(worker.await(9)));
    }

    @Test
    public void events_go_to_all_who_have_room_each_to_one() {
        Crew crew = crew(3, of(3));
        append(3);
        crew.await(3);
        assertEquals(range(1, 3), crew.numbers());
        crew.workers.forEach(each -> assertEquals(1, each.count()));
        Await.stays("nobody gets another", () -> crew.count() == 3);
    }

    @Test
    public void the_next_event_goes_to_whoever_acknowledges() {
        append(5);
        Crew crew = crew(2, of(2));
        crew.await(2);
        int first = crew.indexOf(1);
        crew.acknowledge(first);
        crew.get(first).await(2);
        crew.acknowledge(first);
        assertEquals(List.of(1L, 3L, 4L), numbers(crew.get(first).await(3)));
        assertEquals(List.of(2L), crew.get(1 - first).numbers());
        crew.acknowledge(1 - first);
        assertEquals(List.of(2L, 5L), numbers(crew.get(1 - first).await(2)));
    }

    @Test
    public void acknowledgements_in_any_order_move_the_checkpoint_only_without_a_gap() {
        append(6);
        Crew crew = crew(6, of(6));
        crew.await(6);
        Subscription any = crew.subscriptions.get(0);
        for (long number = 1; number <= 3; number++) {
            crew.acknowledge(crew.indexOf(number));
        }
        Await.until("1 to 3 are durable", () -> any.checkpoint().equals(OptionalLong.of(3)));
        crew.acknowledge(crew.indexOf(6));
        crew.acknowledge(crew.indexOf(5));
        Await.stays("4 is open", () -> any.checkpoint().equals(OptionalLong.of(3)));
        crew.acknowledge(crew.indexOf(4));
        Await.until("all are durable", () -> any.checkpoint().equals(OptionalLong.of(6)));
    }

    @Test
    public void an_acknowledgement_behind_an_open_event_is_durable_when_that_is_acknowledged() {
        append(2);
        Crew crew = crew(2, of(2));
        crew.await(2);
        int second = crew.indexOf(2);
        CompletionStage<Void> durable =
                crew.subscriptions.get(second).ack(crew.get(second).last());
        Await.stays("1 is open", () -> !durable.toCompletableFuture().isDone());
        crew.acknowledge(1 - second);
        Await.result(durable);
        assertEquals(OptionalLong.of(2), crew.subscriptions.get(second).checkpoint());
    }

    @Test
    public void what_one_holds_goes_to_the_others_when_it_closes() {
        append(4);
        Crew crew = crew(2, of(2).bufferSize(2));
        crew.await(4);
        int first = crew.indexOf(1);
        List<Long> held = crew.get(first).numbers();
        crew.close(first);
        crew.acknowledge(1 - first);
        List<RecordedEvent> all = crew.get(1 - first).await(4);
        assertEquals(held, numbers(all.subList(2, 4)), "in order");
    }

    @Test
    public void what_one_holds_goes_to_the_others_when_it_fails() {
        append(2);
        Crew crew = crew(2, of(2));
        crew.await(2);
        int broken = crew.indexOf(1);
        crew.get(broken).fail();
        append(1);
        crew.acknowledge(broken);
        assertTrue(crew.get(broken).awaitEnd().orElseThrow() instanceof SubscriberFailedException);
        crew.acknowledge(1 - broken);
        assertEquals(List.of(2L, 3L), numbers(crew.get(1 - broken).await(2)));
    }

    @Test
    public void nobody_acknowledges_what_another_holds() {
        append(2);
        Crew crew = crew(2, of(2));
        crew.await(2);
        int first = crew.indexOf(1);
        RecordedEvent others = crew.get(1 - first).last();
        assertThrows(
                IllegalArgumentException.class,
                () -> crew.subscriptions.get(first).ack(others));
        crew.acknowledge(1 - first);
        Await.stays(
                "1 is open", () -> crew.subscriptions.get(first).checkpoint().equals(OptionalLong.of(0)));
    }

    @Test
    public void when_the_last_has_gone_the_next_goes_on() {
        append(4);
        Crew crew = crew(2, of(2));
        crew.await(2);
        crew.acknowledge(crew.indexOf(1));
        crew.await(3);
        crew.close(0);
        crew.close(1);
        Worker next = Worker.acknowledging();
        Subscription subscription = join(SubscriptionOptions.fromOrigin().bufferSize(3), next);
        assertEquals(List.of(2L, 3L, 4L), numbers(next.await(3)), "with other options, since nobody is there");
        Await.until("all are durable", () -> subscription.checkpoint().equals(OptionalLong.of(4)));
    }

    @Test
    public void what_waits_goes_to_one_that_joins() {
        append(3);
        Crew crew = crew(1, of(3));
        crew.await(1);
        crew.add(of(3), Worker.silent()).await(1);
        crew.add(of(3), Worker.silent()).await(1);
        assertEquals(range(1, 3), crew.numbers());
    }

    private static boolean isSubscribed(Subscription subscription) {
        return subscription.state() == SubscriptionState.SUBSCRIBED;
    }

    private SubscriptionRefusedException refusal(SubscriptionOptions options) {
        return assertThrows(SubscriptionRefusedException.class, () -> join(options, Worker.silent()));
    }

    private void assertDiffers(String text, SubscriptionOptions options) {
        SubscriptionRefusedException refusal = refusal(options);
        assertEquals(Reason.DIFFERENT_OPTIONS, refusal.reason());
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }
}
