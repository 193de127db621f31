package dev.eventstore.postgres;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An open storage with short words for tests, and a way around it. Thread-safe, but for {@link #holdHead()}. */
final class TestStore implements AutoCloseable {

    static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456Z");

    final PostgresConfig config;
    final PostgresStorage storage;
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    private @Nullable Connection holder;

    TestStore(PostgresConfig config) {
        this.config = config;
        this.storage = Stores.storage(config, new Observer() {
            @Override
            public void batchWritten(int appends, int events, Duration took) {
                batches.add(appends);
            }
        });
        Await.result(storage.open());
    }

    static NewEvent event(String type) {
        return event(UUID.randomUUID(), type);
    }

    static NewEvent event(UUID id, String type) {
        return new NewEvent(id, type, "{}".getBytes(StandardCharsets.UTF_8), null, null, null);
    }

    Deadline in(Duration duration) {
        return Deadline.after(Stores.TIME, duration);
    }

    Deadline soon() {
        return in(Await.patience());
    }

    CompletableFuture<AppendResult> append(
            String stream, ExpectedVersion expected, Deadline deadline, NewEvent... events) {
        return storage.append(new AppendRequest(
                        StreamId.of(stream), expected, List.of(events), AT, OptionalLong.empty(), deadline))
                .toCompletableFuture();
    }

    CompletableFuture<AppendResult> append(String stream, NewEvent... events) {
        return append(stream, ExpectedVersion.any(), soon(), events);
    }

    List<StoredEvent> all() {
        List<StoredEvent> all = new ArrayList<>();
        List<StoredEvent> page;
        long from = 1;
        do {
            page = Await.result(storage.read(new ReadRequest(StreamId.ALL, false, from, 10_000, soon())));
            all.addAll(page);
            from = page.isEmpty() ? from : page.get(page.size() - 1).position() + 1;
        } while (!page.isEmpty());
        return all;
    }

    /** Locks the head row, as an append does, until {@link #letHeadGo()}. */
    void holdHead() {
        try {
            Connection connection = DriverManager.getConnection(config.url());
            connection.setAutoCommit(false);
            holder = connection;
            try (Statement statement = connection.createStatement()) {
                statement.execute("set application_name = 'the holder'");
                statement.execute("select from " + config.schema() + ".head where id = 1 for update");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void letHeadGo() {
        try (Connection connection = holder) {
            if (connection != null) {
                connection.rollback();
            }
            holder = null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a statement of this storage waits for a lock. */
    void awaitWaiting() {
        Await.until(
                "an append waits for the head row",
                () -> !query("select 1 from pg_stat_activity a join pg_locks l"
                                + " using (pid) where a.application_name like 'eventstore append%' and not l.granted")
                        .isEmpty());
    }

    /** The first column of a query's rows; {@code ${schema}} stands for the schema. */
    List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(config.url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.replace("${schema}", config.schema()))) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(String.valueOf(row.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends server processes of this storage, by the role of their connections. */
    int terminate(String role) {
        return query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                        + " and application_name like 'eventstore " + role + "%'")
                .size();
    }

    @Override
    public void close() {
        if (holder != null) {
            letHeadGo();
        }
        storage.close();
    }
}
