package dev.eventstore.postgres.elixir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.spi.move.MoveProgress;
import dev.eventstore.core.spi.move.MoveSource;
import dev.eventstore.postgres.Stores;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moves that are refused or fail: nothing is written, and the message says what to do. */
class MoveRefusedTest {

    private static final MoveProgress SILENT = (events, total) -> {};

    private TestDatabase target;
    private TestDatabase far;

    @BeforeEach
    void open() {
        target = PostgresForTests.newSchema();
        far = PostgresForTests.newDatabase();
    }

    @AfterEach
    void close() {
        far.close();
        target.close();
    }

    private ElixirDatabase source() {
        return new ElixirDatabase(far, "elixir", "bytea", ElixirDatabase.V1_3_2);
    }

    private void move(MoveSource source, MoveProgress progress) {
        new ElixirMover().move(source, Stores.config(target), progress);
    }

    private void assertRefused(MoveSource source, String... parts) {
        String message = assertThrows(EventStoreException.class, () -> move(source, SILENT))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private long events() throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select count(*) from " + target.schema()
                        + ".events) + (select count(*) from " + target.schema() + ".streams)")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void a_target_that_is_not_empty_is_refused_and_says_what_it_holds() {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        source.append("order-2", "T", "{}");
        source.snapshot("order-1", 1, "{}");
        move(source.source(), SILENT);
        assertRefused(
                source.source(),
                "is not empty (events: 2, streams: 2, snapshots: 1)",
                "name another schema with --schema");
    }

    @Test
    void a_target_whose_events_are_all_gone_is_not_empty() {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        source.deleteHard("order-1");
        move(source.source(), SILENT);
        assertRefused(source.source(), "is not empty (no rows, but positions up to 1 were given)");
    }

    @Test
    void the_schema_of_the_source_is_not_taken_for_the_store() {
        ElixirDatabase source = new ElixirDatabase(target, target.schema(), "bytea", ElixirDatabase.V1_3_2);
        assertRefused(source.source(), "is the source itself", "name another one for the store with --schema");
    }

    @Test
    void tables_before_0_14_have_to_be_brought_up_first() {
        far.run("create table event_counter (event_number bigint)");
        assertRefused(new MoveSource(far.url(), Optional.empty(), "public"), "before 0.14", "mix event_store.migrate");
    }

    @Test
    void what_is_missing_in_the_source_is_named() {
        ElixirDatabase source = source();
        source.run("alter table $.subscriptions drop column last_seen; drop table $.snapshots");
        assertRefused(
                source.source(),
                "misses column subscriptions.last_seen, table snapshots",
                "name its schema with --source-schema");
    }

    @Test
    void a_source_that_cannot_be_opened_is_named_without_its_password() {
        MoveSource nowhere = new MoveSource(
                "jdbc:postgresql://localhost:1/app?user=app&password=secret", Optional.empty(), "public");
        String message = assertThrows(EventStoreException.class, () -> move(nowhere, SILENT))
                .getMessage();
        assertTrue(message.contains("localhost:1/app") && message.contains("check its host"), message);
        assertTrue(!message.contains("secret"), message);
    }

    @Test
    void names_that_nobody_could_ask_for_are_refused() throws SQLException {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        source.append("$ce-order", "T", "{}");
        assertRefused(source.source(), "'$ce-order' must not begin with '$'", "rename it in the source");
        assertEquals(0, events());
    }

    @Test
    void an_event_without_a_place_in_all_is_refused() throws SQLException {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        source.run("delete from $.stream_events where stream_id = 0");
        assertRefused(source.source(), "has 1 events, but $all has 0", "repair the rows of stream_events");
        assertEquals(0, events());
    }

    @Test
    void a_stream_whose_order_is_not_that_of_all_is_refused() throws SQLException {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        source.append("order-1", "T", "{}");
        source.run("update $.stream_events set original_stream_version = 3 - original_stream_version");
        assertRefused(
                source.source(), "stands in $all before an earlier one of its stream", "repair the source's rows");
        assertEquals(0, events());
    }

    @Test
    void a_source_that_is_written_to_meanwhile_is_refused() throws SQLException {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        String message = assertThrows(
                        EventStoreException.class,
                        () -> move(source.source(), (events, total) -> source.append("order-1", "T", "{}")))
                .getMessage();
        assertTrue(message.contains("was written to meanwhile; stop the application"), message);
        assertEquals(0, events());
        move(source.source(), SILENT);
        assertEquals(3, events());
    }

    @Test
    void an_interruption_ends_it_and_leaves_nothing() throws SQLException {
        ElixirDatabase source = source();
        source.append("order-1", "T", "{}");
        source.run("update $.streams set stream_version = 500000 where stream_id = 0");
        try {
            assertThrows(
                    CallInterruptedException.class,
                    () -> move(
                            source.source(),
                            (events, total) -> Thread.currentThread().interrupt()));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(0, events());
    }
}
