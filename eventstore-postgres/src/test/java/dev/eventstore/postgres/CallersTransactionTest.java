package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are not what an append or a link in the caller's transaction needs. */
class CallersTransactionTest {

    private static final StreamId STREAM = StreamId.of("order-1");
    private static final StreamId LINKED = StreamId.of("big-orders");

    private TestDatabase database;
    private EventStore store;
    private EventData stored;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = PostgresForTests.newDatabase();
        store = open(database);
        stored = event();
        store.append(StreamId.of("before"), ExpectedVersion.noStream(), List.of(stored));
        connection = DriverManager.getConnection(database.url());
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
        database.close();
    }

    private static EventStore open(TestDatabase database) {
        return Stores.store(database, "shop").open();
    }

    private static EventData event() {
        return EventData.json("t", "{}");
    }

    private static AppendResult append(EventStore store, Connection connection, ExpectedVersion expected) {
        return PostgresAppends.of(store).in(connection).append(STREAM, expected, List.of(event()));
    }

    /** Neither appends nor links are written over it, and both are told why. */
    private void assertRefused(Connection wrong, String... words) {
        TransactionAppends writes = PostgresAppends.of(store).in(wrong);
        List<String> messages = List.of(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> writes.append(STREAM, ExpectedVersion.any(), List.of(event())))
                        .getMessage(),
                assertThrows(
                                IllegalArgumentException.class,
                                () -> writes.link(LINKED, ExpectedVersion.any(), List.of(stored.id())))
                        .getMessage());
        for (String message : messages) {
            assertTrue(message.startsWith("connection must ") && message.contains("nothing was written"), message);
            for (String word : words) {
                assertTrue(message.contains(word), message);
            }
        }
        assertTrue(store.info(STREAM).isEmpty() && store.info(LINKED).isEmpty());
    }

    @Test
    void a_database_without_the_store_is_refused_by_its_name() throws SQLException {
        try (TestDatabase elsewhere = PostgresForTests.newDatabase();
                Connection other = DriverManager.getConnection(elsewhere.url())) {
            other.setAutoCommit(false);
            assertRefused(other, "'" + other.getCatalog() + "'", "'public' holds no store", connection.getCatalog());
            other.commit();
        }
    }

    @Test
    void a_database_that_holds_another_store_in_a_schema_of_the_same_name_is_refused_by_its_name() throws SQLException {
        try (TestDatabase elsewhere = PostgresForTests.newDatabase();
                EventStore others = open(elsewhere);
                Connection other = DriverManager.getConnection(elsewhere.url())) {
            others.append(StreamId.of("before"), ExpectedVersion.noStream(), List.of(stored));
            other.setAutoCommit(false);
            assertRefused(other, "'" + other.getCatalog() + "'", "'public' holds another store");
            other.commit();
            assertTrue(others.info(STREAM).isEmpty() && others.info(LINKED).isEmpty());
            assertEquals(1, append(others, other, ExpectedVersion.noStream()).lastVersion());
        }
    }

    @Test
    void a_store_whose_tables_were_restored_meanwhile_is_found_again() throws SQLException {
        append(store, connection, ExpectedVersion.noStream());
        connection.commit();
        database.run("create table copy as select * from head");
        database.run("alter table head rename to old_head");
        database.run("create table head (like old_head including all)");
        database.run("insert into head select * from copy");
        assertEquals(2, append(store, connection, ExpectedVersion.exactly(1)).lastVersion());
    }

    @Test
    void a_read_only_transaction_is_refused_and_the_next_one_writes() throws SQLException {
        connection.setReadOnly(true);
        assertRefused(connection, "read-only", "setReadOnly(false)");
        connection.rollback();
        connection.setReadOnly(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction read only");
        }
        assertRefused(connection, "read-only");
        connection.rollback();
        append(store, connection, ExpectedVersion.noStream());
        connection.commit();
        assertEquals(1, store.info(STREAM).orElseThrow().version());
    }

    @Test
    void a_transaction_that_has_failed_is_refused_until_it_is_rolled_back() throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute("select 1 / 0"));
        }
        assertRefused(connection, "an earlier statement of it has failed", "roll it back");
        connection.rollback(before);
        append(store, connection, ExpectedVersion.noStream());
        connection.commit();
        assertEquals(1, store.info(STREAM).orElseThrow().version());
    }

    @Test
    void a_closed_connection_is_refused() throws SQLException {
        connection.close();
        assertRefused(connection, "closed");
    }

    @Test
    void one_object_writes_more_than_once_in_a_transaction_and_in_several() throws SQLException {
        TransactionAppends writes = PostgresAppends.of(store).in(connection);
        EventData first = event();
        writes.append(STREAM, ExpectedVersion.noStream(), List.of(first));
        writes.append(STREAM, ExpectedVersion.exactly(1), List.of(event()));
        writes.link(LINKED, ExpectedVersion.noStream(), List.of(stored.id(), first.id()));
        connection.commit();
        writes.append(STREAM, ExpectedVersion.exactly(2), List.of(event()));
        connection.rollback();
        AppendResult third = writes.append(STREAM, ExpectedVersion.exactly(2), List.of(event()));
        connection.commit();
        assertEquals(new AppendResult(STREAM, 3, 3, 4), third);
        assertEquals(3, store.info(STREAM).orElseThrow().version());
        assertEquals(2, store.info(LINKED).orElseThrow().version());
    }
}
