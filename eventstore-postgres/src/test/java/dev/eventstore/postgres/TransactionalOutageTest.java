package dev.eventstore.postgres;

import static dev.eventstore.postgres.SeenTable.NAME;
import static dev.eventstore.postgres.SeenTable.append;
import static dev.eventstore.postgres.SeenTable.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.postgres.EmbeddedServer;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A transaction whose connection or server is lost, at its commit too, counts once. */
class TransactionalOutageTest {

    private static final SubscriptionOptions FIVE =
            SubscriptionOptions.fromOrigin().bufferSize(5);

    private static final String TOKEN = "select token from ${schema}.subscriptions";

    private final List<Long> handed = new CopyOnWriteArrayList<>();

    private TransactionalSubscriber counting(SeenTable seen) {
        return (batch, connection) -> {
            batch.stream().map(RecordedEvent::number).forEach(handed::add);
            seen.add(batch, connection, "a");
        };
    }

    /** Handles five events over a connection that is lost at the commit. */
    private void losing(boolean committed) {
        try (TestDatabase database = PostgresForTests.newSchema();
                HikariDataSource pool = pool(database)) {
            CutSource cut = new CutSource(pool);
            try (EventStore store = Stores.store(database, "cut")
                    .setting("eventstore.postgres.url", "jdbc:postgresql://nowhere.invalid/none")
                    .storage(PostgresStorage.of(cut.source()))
                    .open()) {
                SeenTable seen = new SeenTable(database.url(), database.schema());
                append(store, 5);
                List<String> tokens = new CopyOnWriteArrayList<>();
                cut.next.set(connection -> {
                    int pid = pid(connection);
                    tokens.addAll(seen.query(TOKEN));
                    if (committed) {
                        connection.commit();
                    }
                    seen.query("select pg_terminate_backend(" + pid + ")");
                    connection.abort(Runnable::run);
                    throw new SQLException("the connection was lost at the commit", "08006");
                });
                TransactionalSubscriptions.of(store).subscribe(StreamId.ALL, NAME, FIVE, counting(seen));
                seen.awaitCheckpoint(5);
                append(store, 5);
                seen.awaitCheckpoint(10);
                assertEquals(upTo(10), seen.numbers());
                assertEquals(tokens, seen.query(TOKEN), "it went on under the lease that it had");
            }
        }
    }

    private static HikariDataSource pool(TestDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setMaximumPoolSize(12);
        return new HikariDataSource(config);
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void a_commit_whose_answer_was_lost_is_looked_up_and_not_repeated() {
        losing(true);
        assertEquals(upTo(10), handed);
    }

    @Test
    void a_commit_that_was_not_carried_out_is_repeated() {
        losing(false);
        assertEquals(15, handed.size());
        assertEquals(upTo(5), handed.subList(0, 5));
        assertEquals(upTo(10), handed.subList(5, 15));
    }

    @Test
    void a_handler_whose_connection_is_lost_or_that_met_a_conflict_runs_again() {
        try (TestDatabase database = PostgresForTests.newSchema();
                EventStore store = Stores.store(database, "lost").open()) {
            SeenTable seen = new SeenTable(database.url(), database.schema());
            AtomicBoolean lost = new AtomicBoolean();
            AtomicBoolean conflict = new AtomicBoolean();
            append(store, 5);
            TransactionalSubscriptions.of(store).subscribe(StreamId.ALL, NAME, FIVE, (batch, connection) -> {
                seen.add(batch, connection, "a");
                if (lost.compareAndSet(false, true)) {
                    seen.query("select pg_terminate_backend(" + pid(connection) + ")");
                    seen.add(batch, connection, "never");
                }
                if (conflict.compareAndSet(false, true)) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("do $$ begin raise exception 'dead-lock' using errcode = '40P01'; end $$");
                    }
                }
            });
            seen.awaitCheckpoint(5);
            assertTrue(conflict.get());
            assertEquals(upTo(5), seen.numbers());
        }
    }

    @Test
    void a_server_that_is_stopped_at_once_again_and_again_makes_no_event_count_twice_or_never() {
        try (EmbeddedServer server = EmbeddedServer.start();
                EventStore store = EventStores.builder()
                        .setting("eventstore.name", "restarted")
                        .setting("eventstore.postgres.url", server.url())
                        .registry(new SingleNodeRegistryProvider())
                        .open()) {
            SeenTable seen = new SeenTable(server.url(), "public");
            TransactionalSubscriptions.of(store).subscribe(StreamId.ALL, NAME, FIVE, counting(seen));
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Boolean> appender = Race.beside(() -> appendOn(store, stop));
            for (int crash = 0; crash < 3; crash++) {
                int before = handed.size();
                Await.until("events are handled", () -> handed.size() > before + 100);
                server.crash();
                server.startAgain();
            }
            stop.set(true);
            Await.result(appender);
            append(store, 1);
            List<Long> positions = seen.query("select position from events order by position").stream()
                    .map(Long::valueOf)
                    .toList();
            seen.awaitCheckpoint(positions.get(positions.size() - 1));
            assertEquals(positions, seen.numbers());
        }
    }

    private static boolean appendOn(EventStore store, AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                append(store, 3);
            } catch (EventStoreException e) {
                // Whether it was written the table of events says.
            }
        }
        return true;
    }
}
