package dev.eventstore.testkit.transience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Transient subscriptions with a name: where they start, how they live beside others, and that nothing of them stays. Called by
 * JUnit only.
 */
public abstract class TransientSuite extends TransientStore {

    /** For subclasses. */
    protected TransientSuite() {}

    @Test
    public void it_starts_anew_whenever_its_first_subscriber_comes() {
        append(3);
        for (StreamId stream : List.of(ORDER, StreamId.ALL)) {
            for (int i = 0; i < 3; i++) {
                try (SubscriptionReader reader = store().subscribe(stream, MAILER, TRANSIENT)) {
                    receive(reader, 1, 3);
                }
            }
        }
    }

    @Test
    public void it_starts_anew_after_the_number_that_the_options_say() {
        append(4);
        for (int i = 0; i < 3; i++) {
            try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, after(2))) {
                receive(reader, 3, 4 + i);
                append(1);
                receive(reader, 5 + i, 5 + i);
            }
        }
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, after(9))) {
            append(4);
            receive(reader, 10, 11);
        }
    }

    @Test
    public void from_current_comes_what_was_appended_since_it_was_subscribed() {
        append(3);
        for (StreamId stream : List.of(ORDER, StreamId.ALL)) {
            try (SubscriptionReader reader = store().subscribe(stream, MAILER, CURRENT)) {
                assertEquals(List.of(), reader.receive(Duration.ofMillis(20)));
            }
        }
        append(1);
        List<Long> pushed = new CopyOnWriteArrayList<>();
        Await.result(store().async().subscribe(StreamId.ALL, MAILER, CURRENT, (batch, subscription) -> {
            pushed.addAll(numbers(batch));
            subscription.ack(batch);
        }));
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, CURRENT)) {
            append(2);
            receive(reader, 5, 6);
        }
        Await.until("those come that it was subscribed before", () -> pushed.equals(List.of(5L, 6L)));
    }

    @Test
    public void nothing_of_it_is_kept_and_it_is_found_while_it_runs() {
        append(3);
        ProcessName process = ProcessName.transientSubscription(ORDER, MAILER);
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, TRANSIENT)) {
            receive(reader, 1, 3);
            assertEquals(List.of(), store().subscriptions());
            assertThrows(SubscriptionNotFoundException.class, () -> store().awaitPosition(ORDER, MAILER, 1));
            store().deleteSubscription(ORDER, MAILER);
            append(1);
            receive(reader, 4, 4);
            assertEquals(
                    process, store().cluster().whereis(process).orElseThrow().name());
        }
        assertEquals(List.of(), store().subscriptions());
    }

    @Test
    public void a_persistent_one_of_its_name_is_another() {
        append(3);
        SubscriptionReader kept = store().subscribe(ORDER, MAILER, PERSISTENT);
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, TRANSIENT)) {
            receive(kept, 1, 3);
            assertEquals(
                    List.of(3L),
                    store().subscriptions().stream()
                            .map(SubscriptionInfo::checkpoint)
                            .toList());
            receive(reader, 1, 3);
            store().deleteSubscription(ORDER, MAILER);
            Await.failure(SubscriptionDeletedException.class, kept.ended());
            append(1);
            receive(reader, 4, 4);
            try (SubscriptionReader again = store().subscribe(ORDER, MAILER, PERSISTENT)) {
                receive(again, 1, 4);
            }
        }
        try (SubscriptionReader again = store().subscribe(ORDER, MAILER, PERSISTENT)) {
            append(1);
            receive(again, 5, 5);
        }
    }

    @Test
    public void a_stream_need_not_exist_yet() {
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, TRANSIENT)) {
            assertEquals(List.of(), reader.receive(Duration.ofMillis(20)));
            for (int i = 1; i <= 5; i++) {
                append(1);
                receive(reader, i, i);
            }
        }
    }

    @Test
    public void after_a_hard_delete_it_starts_over_with_whatever_stands_there() {
        append(3);
        try (SubscriptionReader reader = store().subscribe(ORDER, MAILER, CURRENT)) {
            append(1);
            List<RecordedEvent> before = reader.receive(Await.patience());
            assertEquals(range(4, 4), numbers(before));
            store().delete(ORDER, ANY, DeleteMode.HARD);
            append(5);
            receive(reader, 1, 5);
            store().delete(ORDER, ANY, DeleteMode.HARD);
            Await.until("it has noticed", () -> reader.checkpoint().equals(OptionalLong.of(0)));
            append(2);
            receive(reader, 1, 2);
        }
    }

    @Test
    public void a_soft_delete_ends_it() {
        append(3);
        SubscriptionReader reader = store().subscribe(ORDER, MAILER, TRANSIENT);
        receive(reader, 1, 3);
        store().delete(ORDER, ANY, DeleteMode.SOFT);
        Await.failure(StreamDeletedException.class, reader.ended());
        SubscriptionReader late = store().subscribe(ORDER, MAILER, TRANSIENT);
        assertInstanceOf(StreamDeletedException.class, Await.failure(EventStoreException.class, late.ended()));
    }

    @Test
    public void on_nodes_that_are_in_no_cluster_each_has_its_own() {
        append(3);
        EventStore another = open("node2");
        try (SubscriptionReader here = store().subscribe(StreamId.ALL, MAILER, TRANSIENT);
                SubscriptionReader there = another.subscribe(StreamId.ALL, MAILER, TRANSIENT)) {
            receive(here, 1, 3);
            receive(there, 1, 3);
            append(1);
            receive(here, 4, 4);
            receive(there, 4, 4);
        }
    }
}
