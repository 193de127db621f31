package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.postgres.link.PostgresLinks;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links inside the caller's own transaction. */
class TransactionLinksTest {

    private static final StreamId SOURCE = StreamId.of("order-1");
    private static final StreamId TARGET = StreamId.of("big-orders");
    private static final ExpectedVersion ANY = ExpectedVersion.any();

    private TestDatabase database;
    private EventStore store;
    private Connection connection;
    private List<UUID> ids;

    @BeforeEach
    void open() throws SQLException {
        database = PostgresForTests.newSchema();
        store = Stores.store(database, "links").open();
        connection = DriverManager.getConnection(database.url());
        connection.setAutoCommit(false);
        database.run("create table ${schema}.orders (id int)");
        ids = appendTo(store, SOURCE, 3);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
        database.close();
    }

    private static List<UUID> appendTo(EventStore store, StreamId stream, int count) {
        List<EventData> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(EventData.json("t", "{\"n\":" + i + "}"));
        }
        store.append(stream, ANY, events);
        return events.stream().map(EventData::id).toList();
    }

    private AppendResult link(ExpectedVersion expected, List<UUID> events) {
        return PostgresAppends.of(store).in(connection).link(TARGET, expected, events);
    }

    private List<UUID> linked() {
        return store.read(TARGET, ReadOptions.forward()).stream()
                .map(RecordedEvent::id)
                .toList();
    }

    private String one(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.replace("${schema}", database.schema()))) {
            row.next();
            return row.getString(1);
        }
    }

    private void insertOrder() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into " + database.schema() + ".orders values (1)");
        }
    }

    @Test
    void links_and_rows_are_committed_together() throws SQLException {
        insertOrder();
        assertEquals(
                new AppendResult(TARGET, 1, 2, 1), link(ExpectedVersion.noStream(), List.of(ids.get(2), ids.get(0))));
        assertTrue(store.info(TARGET).isEmpty(), "others see nothing yet");
        connection.commit();
        assertEquals(List.of(ids.get(2), ids.get(0)), linked());
        assertEquals("1", one("select count(*) from ${schema}.orders"));
    }

    @Test
    void an_event_that_the_transaction_has_appended_can_be_linked_in_it() throws SQLException {
        EventData placed = EventData.json("t", "{}");
        TransactionAppends writes = PostgresAppends.of(store).in(connection);
        writes.append(StreamId.of("order-2"), ExpectedVersion.noStream(), List.of(placed));
        assertEquals(new AppendResult(TARGET, 1, 2, 4), writes.link(TARGET, ANY, List.of(ids.get(1), placed.id())));
        connection.commit();
        assertEquals(List.of(ids.get(1), placed.id()), linked());
    }

    @Test
    void a_transaction_that_is_rolled_back_leaves_neither_links_nor_a_gap() throws SQLException {
        insertOrder();
        link(ANY, ids);
        connection.rollback();
        assertTrue(store.info(TARGET).isEmpty());
        assertEquals("0", one("select count(*) from ${schema}.orders"));
        connection.rollback();
        assertEquals(
                1,
                store.link(TARGET, ExpectedVersion.noStream(), ids.subList(0, 1))
                        .lastVersion());
    }

    @Test
    void a_subscription_hears_of_it_when_it_is_committed() throws SQLException {
        try (SubscriptionReader reader =
                store.subscribe(TARGET, SubscriptionName.of("r"), SubscriptionOptions.fromOrigin())) {
            link(ANY, ids.subList(0, 1));
            connection.commit();
            assertEquals(1, reader.receive(Await.patience()).size());
        }
    }

    @Test
    void autocommit_and_other_isolation_levels_are_refused() throws SQLException {
        connection.setAutoCommit(true);
        assertSays("setAutoCommit(false)", () -> link(ANY, ids));
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        assertSays("SERIALIZABLE", () -> link(ANY, ids));
        assertTrue(store.info(TARGET).isEmpty());
    }

    @Test
    void refused_links_let_the_transaction_go_on_and_others_append() throws SQLException {
        StreamId deleted = StreamId.of("deleted");
        appendTo(store, deleted, 1);
        store.delete(deleted, ANY, DeleteMode.SOFT);
        store.link(TARGET, ANY, ids.subList(0, 1));
        UUID unknown = UUID.randomUUID();
        insertOrder();

        EventNotFoundException missing =
                assertThrows(EventNotFoundException.class, () -> link(ANY, List.of(ids.get(1), unknown)));
        assertEquals(unknown, missing.eventId());
        assertThrows(DuplicateEventException.class, () -> link(ANY, ids));
        WrongExpectedVersionException wrong = assertThrows(
                WrongExpectedVersionException.class, () -> link(ExpectedVersion.exactly(0), ids.subList(1, 2)));
        assertEquals(1, wrong.actual());
        assertThrows(
                StreamDeletedException.class,
                () -> PostgresAppends.of(store).in(connection).link(deleted, ANY, ids));

        appendTo(store, SOURCE, 1);
        assertEquals("0", one("select current_setting('idle_in_transaction_session_timeout')"));
        connection.commit();
        assertEquals("1", one("select count(*) from ${schema}.orders"));
        assertEquals(ids.subList(0, 1), linked());
    }

    @Test
    void an_epoch_that_is_spent_is_refused() {
        Request spent = new Request(
                TARGET, ANY, ids, TestStore.AT, OptionalLong.of(7), Deadline.after(Stores.TIME, Duration.ofSeconds(5)));
        SupersededException refusal = assertThrows(
                SupersededException.class, () -> PostgresLinks.linkIn(connection, Stores.config(database), spent, 5));
        assertEquals(0, refusal.current());
    }

    @Test
    void a_caller_that_idles_after_its_links_is_cut_off_and_linked_nothing() throws SQLException {
        link(ANY, ids);
        assertEquals("2s", one("select current_setting('idle_in_transaction_session_timeout')"));
        appendTo(store, SOURCE, 1);
        assertThrows(SQLException.class, connection::commit);
        assertTrue(store.info(TARGET).isEmpty());
    }

    @Test
    void whoever_waits_for_the_head_row_until_the_deadline_linked_nothing() throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from " + database.schema() + ".head for update");
            EventStore hasty = store.withDeadline(Duration.ofSeconds(1));
            assertThrows(
                    DeadlineExceededException.class,
                    () -> PostgresAppends.of(hasty).in(connection).link(TARGET, ANY, ids));
            other.rollback();
        }
        connection.commit();
        assertTrue(store.info(TARGET).isEmpty());
    }

    @Test
    void transactions_that_write_to_the_same_streams_in_different_orders_do_not_wait_for_each_other_for_ever()
            throws SQLException {
        StreamId one = StreamId.of("one");
        StreamId two = StreamId.of("two");
        for (int round = 0; round < 10; round++) {
            CompletableFuture<Void> others = CompletableFuture.runAsync(() -> appendInOrder(two, one));
            appendInOrder(one, two);
            Await.result(others);
        }
        assertEquals(20, store.info(one).orElseThrow().version());
        assertEquals(20, store.info(two).orElseThrow().version());
        assertEquals(43, store.info(StreamId.ALL).orElseThrow().version());
        assertEquals(20, store.info(TARGET).orElseThrow().version());
    }

    private void appendInOrder(StreamId first, StreamId second) {
        try (Connection other = DriverManager.getConnection(database.url())) {
            other.setAutoCommit(false);
            TransactionAppends writes = PostgresAppends.of(store).in(other);
            EventData event = EventData.json("t", "{}");
            writes.append(first, ANY, List.of(event));
            writes.append(second, ANY, List.of(EventData.json("t", "{}")));
            writes.link(TARGET, ANY, List.of(event.id()));
            other.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void bad_arguments_are_refused_as_by_the_store() {
        assertEquals(new AppendResult(TARGET, 0, 0, 0), link(ANY, List.of()));
        UUID id = ids.get(0);
        assertSays(id.toString(), () -> link(ANY, List.of(id, id)));
        assertSays("$all", () -> PostgresAppends.of(store).in(connection).link(StreamId.ALL, ANY, ids));
        assertThrows(NullPointerException.class, () -> link(null, ids));
        assertTrue(store.info(TARGET).isEmpty());
    }

    private static void assertSays(String what, Runnable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().contains(what), refused.getMessage());
    }
}
