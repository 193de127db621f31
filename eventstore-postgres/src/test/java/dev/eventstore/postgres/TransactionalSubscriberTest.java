package dev.eventstore.postgres;

import static dev.eventstore.postgres.SeenTable.NAME;
import static dev.eventstore.postgres.SeenTable.append;
import static dev.eventstore.postgres.SeenTable.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a handler writes, and its checkpoint, are committed together or not at all. */
class TransactionalSubscriberTest {

    /** Does something that a handler may not do. */
    private interface Misuse {
        void on(Connection connection) throws SQLException;
    }

    private TestDatabase database;
    private EventStore store;
    private SeenTable seen;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        store = Stores.store(database, "exactly-once").open();
        seen = new SeenTable(database.url(), database.schema());
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private Subscription subscribe(SubscriptionOptions options, TransactionalSubscriber subscriber) {
        return TransactionalSubscriptions.of(store).subscribe(StreamId.ALL, NAME, options, subscriber);
    }

    private static SubscriptionOptions buffer(int size) {
        return SubscriptionOptions.fromOrigin().bufferSize(size);
    }

    /** Subscribes with a handler that fails or ends, and waits for why it ended. */
    private EventStoreException endOf(TransactionalSubscriber subscriber) {
        CompletableFuture<Optional<EventStoreException>> end = new CompletableFuture<>();
        subscribe(buffer(1), new TransactionalSubscriber() {
            @Override
            public void onEvents(List<RecordedEvent> batch, Connection connection) throws Exception {
                subscriber.onEvents(batch, connection);
            }

            @Override
            public void onEnd(Optional<EventStoreException> cause) {
                end.complete(cause);
            }
        });
        return Await.result(end).orElseThrow();
    }

    @Test
    void what_a_handler_writes_and_the_checkpoint_are_committed_together() {
        List<Long> standings = new CopyOnWriteArrayList<>();
        append(store, 50);
        Subscription subscription = subscribe(buffer(7), (batch, connection) -> {
            standings.add(seen.checkpoint());
            seen.add(batch, connection, "a");
            assertEquals(standings.get(standings.size() - 1), seen.checkpoint(), "before the commit nobody sees it");
            assertEquals(seen.checkpoint(), seen.numbers().size());
        });
        seen.awaitCheckpoint(50);
        append(store, 3);
        seen.awaitCheckpoint(53);
        assertEquals(upTo(53), seen.numbers());
        Await.until("the subscription tells it", () -> subscription.checkpoint().orElse(-1) == 53);
        assertEquals(0, subscription.lag());
        subscription.close();
    }

    @Test
    void a_handler_that_throws_writes_nothing_and_its_events_come_again() {
        append(store, 10);
        EventStoreException end = endOf((batch, connection) -> {
            seen.add(batch, connection, "fails");
            if (batch.get(0).number() == 5) {
                throw new IllegalStateException("no fives");
            }
        });
        assertInstanceOf(SubscriberFailedException.class, end);
        assertTrue(end.getMessage().contains("no fives"), end.getMessage());
        assertEquals(upTo(4), seen.numbers());
        assertEquals(4, seen.checkpoint());

        subscribe(buffer(3), (batch, connection) -> seen.add(batch, connection, "b"));
        seen.awaitCheckpoint(10);
        assertEquals(upTo(10), seen.numbers());
    }

    @Test
    void what_the_selector_refuses_moves_the_checkpoint_with_the_next_batch() {
        append(store, 11);
        SubscriptionOptions even = buffer(1).selector(event -> event.number() % 5 == 0);
        subscribe(even, (batch, connection) -> seen.add(batch, connection, "a"));
        seen.awaitCheckpoint(10);
        append(store, 4);
        seen.awaitCheckpoint(15);
        assertEquals(List.of(5L, 10L, 15L), seen.numbers());
    }

    @Test
    void a_handler_can_append_events_in_its_transaction() {
        StreamId copies = StreamId.of("copies");
        append(store, 5);
        TransactionalSubscriptions.of(store).subscribe(SeenTable.STREAM, NAME, buffer(2), (batch, connection) -> {
            List<EventData> events = batch.stream()
                    .map(event -> EventData.json("copied", "{\"n\":" + event.number() + "}"))
                    .toList();
            PostgresAppends.of(store).in(connection).append(copies, ExpectedVersion.any(), events);
        });
        seen.awaitCheckpoint(5);
        assertEquals(5, store.info(copies).orElseThrow().version());
    }

    @Test
    void what_would_end_the_transaction_is_refused_with_what_happens_instead() {
        append(store, 1);
        List<Misuse> misuses = List.of(
                Connection::commit,
                Connection::rollback,
                Connection::close,
                connection -> connection.abort(Runnable::run),
                connection -> connection.setAutoCommit(true));
        List<String> refusals = new CopyOnWriteArrayList<>();
        AtomicReference<Connection> kept = new AtomicReference<>();
        subscribe(buffer(1), (batch, connection) -> {
            kept.set(connection);
            for (Misuse misuse : misuses) {
                refusals.add(String.valueOf(assertThrows(SQLException.class, () -> misuse.on(connection))
                        .getMessage()));
            }
            var before = connection.setSavepoint();
            seen.add(batch, connection, "undone");
            connection.rollback(before);
            seen.add(batch, connection, "a");
        });
        seen.awaitCheckpoint(1);
        assertEquals(List.of("a"), seen.handlers());
        assertEquals(upTo(1), seen.numbers());
        assertEquals(5, refusals.size());
        assertTrue(
                refusals.stream().allMatch(refusal -> refusal.contains("the store commits what the handler wrote")),
                refusals.toString());
        SQLException late = assertThrows(SQLException.class, () -> kept.get().createStatement());
        assertTrue(String.valueOf(late.getMessage()).contains("only until onEvents returns"));
    }

    @Test
    void a_handler_that_commits_by_a_statement_is_ended_and_told_what_that_means() {
        append(store, 1);
        EventStoreException end = endOf((batch, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("commit");
            }
        });
        assertTrue(end.getMessage().contains("must not end its transaction"), end.getMessage());
        assertEquals(0, seen.checkpoint());
    }

    @Test
    void a_handler_that_idles_for_longer_than_is_allowed_is_told_so() {
        store.close();
        store = Stores.store(database, "idle")
                .setting("eventstore.postgres.handler-timeout", "100ms")
                .open();
        append(store, 1);
        EventStoreException end = endOf((batch, connection) -> {
            seen.add(batch, connection, "idles");
            Await.until(
                    "the server has cut it off",
                    () -> seen.query("select 1 from pg_stat_activity where state = 'idle in transaction'"
                                    + " and application_name like 'eventstore pool idle%'")
                            .isEmpty());
        });
        assertTrue(end.getMessage().contains("eventstore.postgres.handler-timeout"), end.getMessage());
        assertEquals(List.of(), seen.numbers());
    }

    @Test
    void closing_waits_for_the_transaction_under_way_which_counts() {
        append(store, 4);
        Gate gate = new Gate();
        Subscription subscription = subscribe(buffer(2), (batch, connection) -> {
            seen.add(batch, connection, "a");
            gate.pass();
        });
        gate.awaitReached();
        CompletableFuture<Boolean> closed = Race.beside(() -> {
            subscription.close();
            return true;
        });
        Await.stays("it is not closed", () -> !closed.isDone());
        gate.open();
        assertTrue(Await.result(closed));
        assertEquals(upTo(2), seen.numbers());
        assertEquals(2, seen.checkpoint());
        subscribe(buffer(2), (batch, connection) -> seen.add(batch, connection, "b"));
        seen.awaitCheckpoint(4);
        assertEquals(upTo(4), seen.numbers());
    }

    @Test
    void a_handler_that_closes_its_subscription_does_not_wait_for_itself() {
        append(store, 4);
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        subscription.complete(subscribe(buffer(1), (batch, connection) -> {
            seen.add(batch, connection, "a");
            Await.result(subscription).close();
            closed.complete(true);
        }));
        assertTrue(Await.result(closed));
        Await.result(Await.result(subscription).ended());
        Await.until(
                "its batch is settled",
                () -> seen.checkpoint() == seen.numbers().size());
        subscribe(buffer(2), (batch, connection) -> seen.add(batch, connection, "b"));
        seen.awaitCheckpoint(4);
        assertEquals(upTo(4), seen.numbers());
    }

    @Test
    void an_application_role_needs_no_more_than_the_rights_to_its_own_table() {
        append(store, 3);
        try (AppRole role = new AppRole(database)) {
            role.admitted(database);
            seen.run("grant insert on ${schema}.seen to " + role.quoted());
            try (EventStore theirs = Stores.store(database, "role")
                    .setting("eventstore.postgres.url", role.url(database))
                    .open()) {
                TransactionalSubscriptions.of(theirs)
                        .subscribe(
                                StreamId.ALL, NAME, buffer(2), (batch, connection) -> seen.add(batch, connection, "a"));
                seen.awaitCheckpoint(3);
            }
        }
        assertEquals(upTo(3), seen.numbers());
    }

    @Test
    void a_store_without_room_or_without_transactions_is_refused() {
        try (EventStore small = Stores.store(database, "small")
                        .setting("eventstore.postgres.pool-size", 1)
                        .open();
                EventStore memory = InMemoryEventStore.open()) {
            ConfigurationException room = assertThrows(
                    ConfigurationException.class,
                    () -> TransactionalSubscriptions.of(small)
                            .subscribe(StreamId.ALL, NAME, buffer(1), (batch, connection) -> {}));
            assertEquals("eventstore.postgres.pool-size", room.key());
            assertThrows(NotSupportedException.class, () -> TransactionalSubscriptions.of(memory));
        }
    }
}
