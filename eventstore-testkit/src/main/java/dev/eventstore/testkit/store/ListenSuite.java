package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Transient listeners: live events only, of a stream or of all, in order, none left out. Called by JUnit only. */
public abstract class ListenSuite extends StoreSuite {

    /** For subclasses. */
    protected ListenSuite() {}

    @Test
    public void a_listener_is_handed_new_events_and_no_old_ones() {
        append(ORDER, 3);
        Recorder recorder = Recorder.silent();
        store().listen(ORDER, recorder);
        append(ORDER, 2);
        assertNumbers(4, 5, recorder.await(2));
        append(ORDER, 1);
        assertNumbers(4, 6, recorder.await(3));
    }

    @Test
    public void a_listener_of_a_stream_is_handed_no_other_stream() {
        Recorder recorder = Recorder.silent();
        store().listen(ORDER, recorder);
        append(OTHER, 3);
        append(ORDER, 1);
        append(OTHER, 1);
        append(ORDER, 1);
        List<RecordedEvent> events = recorder.await(2);
        assertNumbers(1, 2, events);
        assertEquals(
                List.of(4L, 6L), events.stream().map(RecordedEvent::position).toList());
    }

    @Test
    public void a_listener_of_all_is_handed_every_stream_in_order() {
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        store().listen(StreamId.ALL, recorder);
        for (int i = 0; i < 10; i++) {
            append(StreamId.of("s" + i), 2);
        }
        List<RecordedEvent> events = recorder.await(20);
        assertNumbers(3, 22, events);
        assertEquals(range(3, 22), events.stream().map(RecordedEvent::position).toList());
    }

    @Test
    public void what_is_appended_after_listen_returned_is_always_handed_over() {
        for (int i = 0; i < 50; i++) {
            StreamId stream = StreamId.of("s" + i);
            Recorder recorder = Recorder.silent();
            try (Subscription listening = store().listen(stream, recorder)) {
                append(stream, 1);
                recorder.await(1);
                assertEquals(SubscriptionState.SUBSCRIBED, listening.state());
            }
        }
    }

    @Test
    public void what_another_node_appends_is_heard() {
        EventStore another = open("node2");
        Recorder recorder = Recorder.silent();
        store().listen(StreamId.ALL, recorder);
        for (int i = 0; i < 10; i++) {
            another.append(ORDER, ANY, events(1));
            append(OTHER, 1);
        }
        assertNumbers(1, 20, recorder.await(20));
    }

    @Test
    public void a_slow_listener_is_not_skipped_ahead_though_memory_is_small() {
        EventStore small = open("node2", Map.of("eventstore.feed.tail-events", 5));
        CountDownLatch gate = new CountDownLatch(1);
        Recorder slow = Recorder.silent();
        Recorder quick = Recorder.silent();
        small.listen(StreamId.ALL, batch -> {
            awaitGate(gate);
            slow.accept(batch);
        });
        small.listen(StreamId.ALL, quick);
        for (int i = 0; i < 40; i++) {
            small.append(ORDER, ANY, events(5));
        }
        assertNumbers(1, 200, quick.await(200));
        assertEquals(0, slow.count());
        gate.countDown();
        assertNumbers(1, 200, slow.await(200));
    }

    @Test
    public void many_listeners_are_each_handed_everything_while_many_append() {
        List<Recorder> recorders = List.of(Recorder.silent(), Recorder.silent(), Recorder.silent());
        recorders.forEach(recorder -> store().listen(StreamId.ALL, recorder));
        Race.run(4, () -> {
            for (int i = 0; i < 50; i++) {
                append(StreamId.of("s" + i % 7), 2);
            }
            return 100;
        });
        recorders.forEach(recorder -> assertNumbers(1, 400, recorder.await(400)));
    }

    @Test
    public void a_listener_that_was_closed_hears_no_more() {
        Recorder closed = Recorder.silent();
        Recorder open = Recorder.silent();
        Subscription listening = store().listen(ORDER, closed);
        store().listen(ORDER, open);
        append(ORDER, 1);
        closed.await(1);
        listening.close();
        listening.close();
        Await.result(listening.ended());
        assertEquals(SubscriptionState.UNSUBSCRIBED, listening.state());
        append(ORDER, 5);
        open.await(6);
        assertEquals(1, closed.count());
    }

    @Test
    public void a_listener_that_throws_is_ended_and_others_go_on() {
        Recorder good = Recorder.silent();
        IllegalStateException failure = new IllegalStateException("the listener is broken");
        Subscription broken = store().listen(ORDER, batch -> {
            throw failure;
        });
        store().listen(ORDER, good);
        append(ORDER, 1);
        var end = Await.failure(SubscriberFailedException.class, broken.ended());
        assertEquals(ORDER, end.stream());
        assertTrue(String.valueOf(end.getCause()).contains("the listener is broken"), end.toString());
        assertEquals(SubscriptionState.UNSUBSCRIBED, broken.state());
        append(ORDER, 2);
        good.await(3);
    }

    @Test
    public void a_listener_has_no_checkpoint_and_acknowledges_nothing() {
        Recorder recorder = Recorder.silent();
        Subscription listening = store().listen(ORDER, recorder);
        append(ORDER, 1);
        RecordedEvent event = recorder.await(1).get(0);
        assertThrows(NotSupportedException.class, () -> listening.ack(event));
        assertThrows(NotSupportedException.class, () -> listening.ack(List.of(event)));
        assertEquals(OptionalLong.empty(), listening.checkpoint());
    }

    @Test
    public void a_listener_ends_with_its_store() {
        Recorder recorder = Recorder.silent();
        Subscription listening = store().listen(ORDER, recorder);
        append(ORDER, 1);
        recorder.await(1);
        store().close();
        Await.until(
                "it has ended", () -> listening.ended().toCompletableFuture().isDone());
        assertEquals(SubscriptionState.UNSUBSCRIBED, listening.state());
    }

    @Test
    public void a_listener_may_append_from_its_callback() {
        Recorder recorder = Recorder.silent();
        store().listen(ORDER, batch -> batch.forEach(event -> append(OTHER, 1)));
        store().listen(OTHER, recorder);
        append(ORDER, 1);
        append(ORDER, 2);
        assertNumbers(1, 3, recorder.await(3));
        assertInstanceOf(Happened.class, recorder.last().as(Happened.class));
    }

    private static void awaitGate(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
