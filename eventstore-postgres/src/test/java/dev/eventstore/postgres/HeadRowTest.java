package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The head row is locked by every append and updated by none, and older snapshots do no harm. */
class HeadRowTest {

    private TestDatabase database;
    private TestStore store;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        store = new TestStore(Stores.config(database));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void appends_beside_an_open_snapshot_leave_no_dead_versions_of_head_and_streams() throws SQLException {
        try (Connection reader = DriverManager.getConnection(database.url());
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("select count(*) from " + database.schema() + ".events");
            for (int i = 0; i < 50; i++) {
                Await.result(store.append("hot", event("a"), event("b")));
                Await.result(store.append("hot", event("c")));
            }
            assertEquals(
                    1,
                    store.query("select 1 from ${schema}.head where ctid = '(0,1)'")
                            .size());
            assertEquals(
                    1,
                    store.query("select 1 from ${schema}.streams where ctid = '(0,1)'")
                            .size());
        }
        assertEquals(150, store.all().size());
    }

    @Test
    void no_client_has_a_turn_while_an_append_holds_the_head_row() throws SQLException {
        try (Connection watcher = DriverManager.getConnection(database.url());
                PreparedStatement turns = watcher.prepareStatement("select count(*) from pg_stat_activity"
                        + " where state like 'idle in transaction%' and query like '%' || ? || '%append_%'")) {
            turns.setString(1, database.schema());
            for (int i = 0; i < 300; i++) {
                var one = store.append("s" + i % 7, event("a"));
                var other = store.append("t" + i % 5, event("b"), event("c"));
                while (!one.toCompletableFuture().isDone()
                        || !other.toCompletableFuture().isDone()) {
                    assertEquals(0, count(turns), "a program that is paused now would stop everybody's appends");
                }
            }
        }
        assertEquals(900, store.all().size());
    }

    private static int count(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void a_raw_caller_at_repeatable_read_is_refused_and_stops_nobody() throws SQLException {
        try (Connection caller = DriverManager.getConnection(database.url());
                Statement statement = caller.createStatement()) {
            caller.setAutoCommit(false);
            caller.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("select 1");
            Await.result(store.append("s", event("a")));
            SQLException refusal = assertThrows(
                    SQLException.class,
                    () -> statement.execute("select " + database.schema()
                            + ".append_one(null, 's', -1, 0, now(), gen_random_uuid(), 't', '', null, null, null)"));
            assertTrue(refusal.getMessage().contains("READ COMMITTED"), refusal.getMessage());
            caller.rollback();
        }
        assertEquals(2, Await.result(store.append("s", event("b"))).lastVersion());
    }

    @Test
    void a_caller_that_waited_for_the_lock_sees_what_was_appended_meanwhile() throws Exception {
        store.holdHead();
        var waiting = store.append("s", event("late"));
        store.awaitWaiting();
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            statement.execute("insert into " + database.schema() + ".streams (stream_id, name, created_at) values"
                    + " (nextval('" + database.schema() + ".stream_ids'), 's', now())");
            statement.execute("insert into " + database.schema()
                    + ".events (position, stream_id, version, event_id, created_at, type, data)"
                    + " select 1, stream_id, 1, gen_random_uuid(), now(), 'early', '' from " + database.schema()
                    + ".streams where name = 's'");
        }
        store.letHeadGo();
        assertEquals(2, Await.result(waiting).lastVersion());
        assertEquals(2, Await.result(waiting).lastPosition());
    }

    @Test
    void a_version_that_was_remembered_too_high_does_no_harm() {
        Await.result(store.append("s", event("a"), event("b")));
        assertEquals(
                List.of("null"),
                store.query(
                        "select ${schema}.append_one(null, 's', 2, 99, now(), gen_random_uuid(), 't', '', null, null,"
                                + " null)"));
        assertEquals(
                List.of("{2}"),
                store.query(
                        "select versions from ${schema}.append_batch(null, '{s}', '{0}', '{9}', '{99}', array[now()],"
                                + " '{1}', '{1}', array[now()], array[gen_random_uuid()], '{t}', array[''::bytea],"
                                + " array[null::bytea], array[null::uuid], array[null::uuid], '{1}', '{-1}', '{1,2}')"));
        assertEquals(4, Await.result(store.append("s", event("d"))).lastVersion());
    }

    @Test
    void events_cannot_be_changed_or_removed() {
        Await.result(store.append("s", event("a")));
        for (String change : new String[] {
            "update ${schema}.events set type = 'b'", "delete from ${schema}.events", "truncate ${schema}.events"
        }) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> database.run(change));
            assertTrue(refusal.getMessage().contains("append-only"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("Append an event that corrects"), refusal.getMessage());
        }
    }
}
