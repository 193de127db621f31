package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How many events come at a time, which ones, and in what shape. Called by JUnit only. */
public abstract class FlowSuite extends StoreSuite {

    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** For subclasses. */
    protected FlowSuite() {}

    @Test
    public void one_event_at_a_time_comes_by_default() {
        append(ORDER, 4);
        Recorder recorder = Recorder.acknowledging();
        subscribe(ORDER, ORIGIN, recorder);
        recorder.await(4);
        assertEquals(List.of(1, 1, 1, 1), sizes(recorder));
    }

    @Test
    public void the_next_event_comes_when_the_one_before_was_acknowledged() {
        append(ORDER, 3);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORDER, ORIGIN, recorder);
        for (int i = 1; i <= 3; i++) {
            int delivered = i;
            RecordedEvent event = recorder.await(i).get(i - 1);
            Await.stays("no other comes", () -> recorder.count() == delivered);
            subscription.ack(event);
        }
    }

    @Test
    public void batches_are_as_large_as_the_buffer_while_it_catches_up() {
        append(ORDER, 20);
        for (int buffer : List.of(1, 3, 5, 20, 21)) {
            Recorder recorder = Recorder.acknowledging();
            store().subscribe(ORDER, SubscriptionName.of("b" + buffer), ORIGIN.bufferSize(buffer), recorder);
            assertNumbers(1, 20, recorder.await(20));
            List<Integer> wanted = new ArrayList<>();
            for (int left = 20; left > 0; left -= buffer) {
                wanted.add(Math.min(left, buffer));
            }
            assertEquals(wanted, sizes(recorder), "buffer " + buffer);
        }
    }

    @Test
    public void no_more_than_the_buffer_is_ever_unacknowledged() {
        append(ORDER, 20);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORDER, ORIGIN.bufferSize(5), recorder);
        recorder.await(5);
        Await.stays("no sixth comes", () -> recorder.count() == 5);
        subscription.ack(recorder.events().get(1));
        assertNumbers(1, 7, recorder.await(7));
        Await.stays("no eighth comes", () -> recorder.count() == 7);
        subscription.ack(recorder.last());
        assertNumbers(1, 12, recorder.await(12));
    }

    @Test
    public void a_queue_as_large_as_the_buffer_is_enough() {
        append(ORDER, 20);
        Recorder recorder = Recorder.acknowledging();
        subscribe(ORDER, ORIGIN.bufferSize(5).maxSize(5), recorder);
        assertNumbers(1, 20, recorder.await(20));
        append(ORDER, 20);
        assertNumbers(1, 40, recorder.await(40));
        Recorder tiny = Recorder.acknowledging();
        store().subscribe(ORDER, SubscriptionName.of("tiny"), ORIGIN.maxSize(1), tiny);
        assertNumbers(1, 40, tiny.await(40));
    }

    @Test
    public void what_is_appended_beyond_its_capacity_comes_later() {
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(ORDER, ORIGIN.bufferSize(2).maxSize(4), recorder);
        Await.until("it is live", () -> subscription.state() == SubscriptionState.SUBSCRIBED);
        append(ORDER, 30);
        Await.until("it is full", () -> subscription.state() == SubscriptionState.MAX_CAPACITY);
        append(ORDER, 10);
        recorder.await(2);
        Await.stays("it holds no more than its buffer", () -> recorder.count() == 2);
        for (int n = 2; n <= 40; n += 2) {
            subscription.ack(recorder.await(n).get(n - 1));
        }
        assertNumbers(1, 40, recorder.events());
        Await.until("it is live again", () -> subscription.state() == SubscriptionState.SUBSCRIBED);
        append(ORDER, 1);
        assertNumbers(1, 41, recorder.await(41));
    }

    @Test
    public void a_long_past_comes_in_order_through_a_small_window() {
        append(ORDER, 3_000);
        Recorder recorder = Recorder.acknowledging();
        subscribe(StreamId.ALL, ORIGIN.bufferSize(50).maxSize(100), recorder);
        assertNumbers(1, 3_000, recorder.await(3_000));
    }

    @Test
    public void a_subscriber_that_does_not_acknowledge_holds_nobody_up() {
        Recorder stuck = Recorder.silent();
        Recorder quick = Recorder.acknowledging();
        store().subscribe(ORDER, SubscriptionName.of("stuck"), ORIGIN, stuck);
        store().subscribe(ORDER, SubscriptionName.of("quick"), ORIGIN, quick);
        append(ORDER, 50);
        assertNumbers(1, 50, quick.await(50));
        assertEquals(1, stuck.await(1).size());
    }

    @Test
    public void only_events_of_the_filtered_types_come_and_the_checkpoint_passes_the_others() {
        List<EventData> events = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            events.add(event(i).type(i % 3 == 0 ? "third" : i % 2 == 0 ? "even" : "odd"));
        }
        store().append(ORDER, ANY, events);
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = subscribe(ORDER, ORIGIN.filter(EventFilter.types("third", "even")), recorder);
        assertEquals(List.of(2, 3, 4, 6, 8, 9, 10, 12), payloads(recorder.await(8)));
        store().append(ORDER, ANY, List.of(event(13).type("odd"), event(14).type("odd")));
        Await.until("it passes the others", () -> subscription.checkpoint().equals(OptionalLong.of(14)));
        assertEquals(8, recorder.count());
    }

    @Test
    public void only_streams_of_the_filtered_prefix_come() {
        for (int i = 0; i < 5; i++) {
            append(StreamId.of("order-" + i), 2);
            append(StreamId.of("invoice-" + i), 1);
        }
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription =
                subscribe(StreamId.ALL, ORIGIN.filter(EventFilter.streamPrefix("invoice-")), recorder);
        assertEquals(List.of(3L, 6L, 9L, 12L, 15L), numbers(recorder.await(5)));
        append(StreamId.of("order-1"), 1);
        Await.until("it passes the others", () -> subscription.checkpoint().equals(OptionalLong.of(16)));
    }

    @Test
    public void only_selected_events_come_and_the_checkpoint_passes_the_others_in_order() {
        append(ORDER, 100);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(
                ORDER, ORIGIN.selector(e -> e.as(Happened.class).n() % 2 == 1).bufferSize(10), recorder);
        List<RecordedEvent> first = recorder.await(5);
        assertEquals(List.of(1L, 3L, 5L, 7L, 9L), numbers(first));
        assertEquals(OptionalLong.of(0), subscription.checkpoint(), "2 is behind 1, which is open");
        Await.result(subscription.ack(first.get(1)));
        for (int n = 7; n <= 50; n++) {
            subscription.ack(awaitAtLeast(recorder, n).get(n - 1));
        }
        assertEquals(LongStream.iterate(1, n -> n <= 99, n -> n + 2).boxed().toList(), numbers(recorder.await(50)));
        Await.until("the last is passed over", () -> subscription.checkpoint().equals(OptionalLong.of(100)));
    }

    @Test
    public void a_selector_that_wants_nothing_lets_the_checkpoint_go_on() {
        append(ORDER, 30);
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = subscribe(ORDER, ORIGIN.selector(e -> false), recorder);
        Await.until("it passes all", () -> subscription.checkpoint().equals(OptionalLong.of(30)));
        append(ORDER, 2);
        Await.until("it passes new ones", () -> subscription.checkpoint().equals(OptionalLong.of(32)));
        assertEquals(0, recorder.count());
    }

    @Test
    public void a_selector_goes_on_where_it_stopped() {
        append(ORDER, 10);
        SubscriptionOptions even = ORIGIN.selector(e -> e.number() % 2 == 0);
        Recorder first = Recorder.silent();
        Subscription subscription = subscribe(ORDER, even, first);
        Await.result(subscription.ack(first.await(1).get(0)));
        Await.result(subscription.ack(first.await(2).get(1)));
        restart();
        Recorder second = Recorder.acknowledging();
        subscribe(ORDER, even, second);
        assertEquals(List.of(6L, 8L, 10L), numbers(second.await(3)));
    }

    @Test
    public void a_mapper_changes_what_comes_and_keeps_the_number() {
        append(ORDER, 3);
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = subscribe(ORDER, ORIGIN.mapper(MappedEvent::new), recorder);
        List<RecordedEvent> events = recorder.await(3);
        assertEquals(
                List.of("mapped", "mapped", "mapped"),
                events.stream().map(RecordedEvent::type).toList());
        assertNumbers(1, 3, events);
        Await.until("it is written", () -> subscription.checkpoint().equals(OptionalLong.of(3)));
    }

    @Test
    public void a_selector_or_mapper_that_throws_ends_the_subscription() {
        append(ORDER, 1);
        SubscriptionOptions bad = ORIGIN.selector(e -> {
            throw new IllegalStateException("the selector is broken");
        });
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = subscribe(ORDER, bad, recorder);
        var failure = Await.failure(SubscriberFailedException.class, subscription.ended());
        assertTrue(failure.getMessage().contains("the selector is broken"), failure.getMessage());
        assertEquals(
                SubscriberFailedException.class,
                recorder.awaitEnd().orElseThrow().getClass());
        assertEquals(0, recorder.count());
    }

    private Subscription subscribe(StreamId stream, SubscriptionOptions options, Recorder recorder) {
        return store().subscribe(stream, MAILER, options, recorder);
    }

    private static List<RecordedEvent> awaitAtLeast(Recorder recorder, int count) {
        Await.until(count + " events have come", () -> recorder.count() >= count);
        return recorder.events();
    }

    private static List<Integer> sizes(Recorder recorder) {
        return recorder.batches().stream().map(List::size).toList();
    }
}
