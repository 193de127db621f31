package dev.eventstore.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Deletes as a store's callers, subscribers and listeners see them. Called by JUnit only. */
public abstract class StoreDeleteSuite extends OpenStore {

    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** For subclasses. */
    protected StoreDeleteSuite() {}

    @Test
    public void a_softly_deleted_stream_is_refused_and_its_events_stay_in_all() {
        List<UUID> ids = append(SOURCE, 3);
        assertThrows(WrongExpectedVersionException.class, () -> store().delete(SOURCE, exactly(2), DeleteMode.SOFT));
        store().delete(SOURCE, exactly(3), DeleteMode.SOFT);
        assertThrows(StreamDeletedException.class, () -> read(SOURCE));
        assertThrows(StreamDeletedException.class, () -> store().read(SOURCE, ReadOptions.backward()));
        assertThrows(StreamDeletedException.class, () -> append(SOURCE, 1));
        assertThrows(StreamDeletedException.class, () -> store().delete(SOURCE, ANY, DeleteMode.SOFT));
        assertEquals(ids, ids(read(StreamId.ALL)));
    }

    @Test
    public void a_hard_deleted_stream_begins_anew_and_the_others_stay() {
        List<UUID> others = append(TARGET, 2);
        append(SOURCE, 3);
        store().delete(SOURCE, ANY, DeleteMode.SOFT);
        store().delete(SOURCE, ANY, DeleteMode.HARD);
        assertThrows(StreamNotFoundException.class, () -> read(SOURCE));
        assertEquals(Optional.empty(), store().info(SOURCE));
        assertEquals(others, ids(read(StreamId.ALL)));
        store().append(SOURCE, ExpectedVersion.noStream(), List.of(event(1)));
        assertEquals(List.of(1L), numbers(read(SOURCE)));
        assertEquals(List.of(1L, 2L, 6L), numbers(read(StreamId.ALL)));
        assertEquals(others, ids(read(TARGET)));
    }

    @Test
    public void hard_deletes_must_be_enabled_and_all_is_never_deleted() {
        List<UUID> ids = append(SOURCE, 1);
        EventStore careful = open("node2", Map.of("eventstore.enable-hard-deletes", false));
        NotSupportedException refused =
                assertThrows(NotSupportedException.class, () -> careful.delete(SOURCE, ANY, DeleteMode.HARD));
        assertTrue(refused.getMessage().contains("eventstore.enable-hard-deletes = true"), refused.getMessage());
        for (DeleteMode mode : DeleteMode.values()) {
            IllegalArgumentException all =
                    assertThrows(IllegalArgumentException.class, () -> store().delete(StreamId.ALL, ANY, mode));
            assertTrue(all.getMessage().contains("'$all'"), all.getMessage());
        }
        assertEquals(ids, ids(read(SOURCE)));
        careful.delete(SOURCE, ANY, DeleteMode.SOFT);
        assertThrows(StreamDeletedException.class, () -> read(SOURCE));
    }

    @Test
    public void the_asynchronous_store_deletes_alike() throws Exception {
        append(SOURCE, 1);
        store().async()
                .delete(SOURCE, exactly(1), DeleteMode.SOFT)
                .toCompletableFuture()
                .get();
        ExecutionException refused = assertThrows(
                ExecutionException.class,
                () -> store().async()
                        .delete(SOURCE, ANY, DeleteMode.SOFT)
                        .toCompletableFuture()
                        .get());
        assertTrue(refused.getCause() instanceof StreamDeletedException, refused.toString());
    }

    @Test
    public void whoever_is_subscribed_or_listens_to_a_stream_is_told_of_its_soft_delete() {
        append(SOURCE, 2);
        EventStore another = open("node2");
        CompletableFuture<Optional<EventStoreException>> end = new CompletableFuture<>();
        List<RecordedEvent> got = new CopyOnWriteArrayList<>();
        store().subscribe(SOURCE, MAILER, ORIGIN, new Subscriber() {
            @Override
            public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
                got.addAll(batch);
                subscription.ack(batch);
            }

            @Override
            public void onEnd(Optional<EventStoreException> cause) {
                end.complete(cause);
            }
        });
        Subscription listening = store().listen(SOURCE, batch -> {});
        Await.until("both arrive", () -> got.size() == 2);
        another.delete(SOURCE, ANY, DeleteMode.SOFT);
        assertTrue(Await.result(end).orElseThrow() instanceof StreamDeletedException);
        Await.failure(StreamDeletedException.class, listening.ended());
    }

    @Test
    public void a_subscription_of_a_hard_deleted_stream_goes_on_from_its_new_beginning() {
        append(SOURCE, 3);
        EventStore another = open("node2");
        try (SubscriptionReader reader = store().subscribe(SOURCE, MAILER, ORIGIN)) {
            assertEquals(range(1, 3), numbers(receive(reader, 3)));
            Await.until("it is durable", () -> reader.checkpoint().orElse(0) == 3);
            another.delete(SOURCE, ANY, DeleteMode.HARD);
            List<UUID> anew = append(SOURCE, 5);
            List<RecordedEvent> got = receive(reader, 5);
            assertEquals(range(1, 5), numbers(got));
            assertEquals(anew, ids(got));
        }
    }

    @Test
    public void a_subscription_that_was_away_during_a_hard_delete_begins_anew() {
        append(SOURCE, 3);
        try (SubscriptionReader reader = store().subscribe(SOURCE, MAILER, ORIGIN)) {
            receive(reader, 3);
        }
        store().delete(SOURCE, ANY, DeleteMode.HARD);
        List<UUID> anew = append(SOURCE, 4);
        try (SubscriptionReader reader = store().subscribe(SOURCE, MAILER, ORIGIN)) {
            assertEquals(anew, ids(receive(reader, 4)));
        }
    }

    @Test
    public void subscriptions_of_all_and_of_linked_streams_go_on_over_the_holes() {
        List<UUID> removed = append(SOURCE, 3);
        List<UUID> others = append(TARGET, 1);
        link(removed);
        try (SubscriptionReader all = store().subscribe(StreamId.ALL, MAILER, ORIGIN);
                SubscriptionReader linked = store().subscribe(TARGET, MAILER, ORIGIN)) {
            assertEquals(4, receive(all, 4).size());
            assertEquals(4, receive(linked, 4).size());
            append(SOURCE, 2);
            store().delete(SOURCE, ANY, DeleteMode.HARD);
            List<UUID> last = append(TARGET, 1);
            Await.until("all has the last", () -> lastOf(all).equals(last.get(0)));
            assertEquals(List.of(5L), numbers(receive(linked, 1)));
            Await.until(
                    "its checkpoint is behind the holes", () -> all.checkpoint().orElse(0) == 7);
            others = joined(others, last);
        }
        try (SubscriptionReader late = store().subscribe(StreamId.ALL, SubscriptionName.of("late"), ORIGIN)) {
            assertEquals(others, ids(receive(late, 2)), "what was removed is not in memory either");
        }
    }

    @Test
    public void subscriptions_of_all_and_of_linked_streams_reach_an_end_that_was_removed() {
        List<UUID> others = append(TARGET, 2);
        List<UUID> removed = append(SOURCE, 3);
        link(removed);
        EventFilter typed = EventFilter.types("Happened");
        try (SubscriptionReader there = store().subscribe(StreamId.ALL, MAILER, ORIGIN)) {
            assertEquals(5, receive(there, 5).size());
            append(SOURCE, 2);
            store().delete(SOURCE, ANY, DeleteMode.HARD);
            Await.until("who had read before is at the end", () -> isAtEnd(there));
        }
        try (SubscriptionReader late = store().subscribe(StreamId.ALL, SubscriptionName.of("late"), ORIGIN);
                SubscriptionReader filtered =
                        store().subscribe(StreamId.ALL, SubscriptionName.of("filtered"), ORIGIN.filter(typed));
                SubscriptionReader linked = store().subscribe(TARGET, MAILER, ORIGIN)) {
            assertEquals(others, ids(receive(late, 2)));
            assertEquals(others, ids(receive(linked, 2)));
            Await.until("who reads late is at the end", () -> isAtEnd(late));
            Await.until("who reads with a filter is at the end", () -> isAtEnd(filtered));
            Await.until("who reads links is at the end", () -> isAtEnd(linked));
        }
    }

    @Test
    public void checkpoints_reach_an_end_that_was_removed() {
        List<UUID> kept = append(TARGET, 1);
        link(append(SOURCE, 2));
        store().delete(SOURCE, ANY, DeleteMode.HARD);
        for (StreamId stream : List.of(StreamId.ALL, TARGET)) {
            for (EventFilter filter : List.of(EventFilter.all(), EventFilter.types("Other"))) {
                SubscriptionName name = SubscriptionName.of("of " + filter.types());
                try (SubscriptionReader reader = store().subscribe(stream, name, ORIGIN.filter(filter))) {
                    List<UUID> passing = filter.types().isEmpty() ? kept : List.of();
                    assertEquals(passing, ids(receive(reader, passing.size())));
                    Await.result(store().async().awaitPosition(stream, name, 3));
                    Await.until("it is at the end", () -> isAtEnd(reader));
                }
            }
        }
        assertEquals(List.of(0L, 0L, 0L, 0L), lags());
    }

    @Test
    public void one_that_does_not_run_is_behind_up_to_the_last_event_that_is_still_there() {
        append(TARGET, 1);
        link(append(SOURCE, 2));
        for (StreamId stream : List.of(StreamId.ALL, TARGET)) {
            try (SubscriptionReader reader = store().subscribe(stream, MAILER, ORIGIN.bufferSize(1))) {
                receive(reader, 1);
            }
        }
        assertEquals(List.of(2L, 2L), lags());
        store().delete(SOURCE, ANY, DeleteMode.HARD);
        assertEquals(List.of(0L, 0L), lags());
        append(TARGET, 1);
        assertEquals(List.of(3L, 3L), lags(), "what was removed before the last one counts");
        store().delete(TARGET, ANY, DeleteMode.HARD);
        assertEquals(List.of(0L, 0L), lags());
    }

    private List<Long> lags() {
        return store().subscriptions().stream().map(SubscriptionInfo::lag).toList();
    }

    private static boolean isAtEnd(SubscriptionReader reader) {
        reader.ack(reader.receive(Duration.ofMillis(20)));
        return reader.lag() == 0;
    }

    @Test
    public void a_listener_of_a_hard_deleted_stream_hears_its_new_events() {
        append(SOURCE, 3);
        List<RecordedEvent> heard = new CopyOnWriteArrayList<>();
        store().listen(SOURCE, heard::addAll);
        List<UUID> first = append(SOURCE, 1);
        Await.until("the fourth is heard", () -> ids(heard).equals(first));
        store().delete(SOURCE, ANY, DeleteMode.HARD);
        List<UUID> anew = append(SOURCE, 2);
        Await.until("the new ones are heard", () -> heard.size() == 3);
        assertEquals(anew, ids(heard).subList(1, 3));
        assertEquals(List.of(4L, 1L, 2L), numbers(heard));
    }

    private static UUID lastOf(SubscriptionReader reader) {
        List<RecordedEvent> batch = reader.receive(Duration.ofMillis(20));
        reader.ack(batch);
        return batch.isEmpty() ? new UUID(0, 0) : batch.get(batch.size() - 1).id();
    }

    private static ExpectedVersion exactly(long version) {
        return ExpectedVersion.exactly(version);
    }

    /** Receives so many events, and acknowledges them. */
    private static List<RecordedEvent> receive(SubscriptionReader reader, int count) {
        List<RecordedEvent> got = new ArrayList<>();
        Await.until(count + " events arrive", () -> {
            List<RecordedEvent> batch = reader.receive(Duration.ofMillis(20));
            got.addAll(batch);
            reader.ack(batch);
            return got.size() >= count;
        });
        return got;
    }
}
