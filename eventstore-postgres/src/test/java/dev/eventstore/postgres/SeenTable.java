package dev.eventstore.postgres;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.testkit.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A table of an application to which its handlers add a row for each event: twice if it is handled twice. Thread-safe. */
final class SeenTable {

    static final SubscriptionName NAME = SubscriptionName.of("totals");
    static final StreamId STREAM = StreamId.of("order-1");

    private final String url;
    private final String schema;

    SeenTable(String url, String schema) {
        this.url = url;
        this.schema = schema;
        run("create table ${schema}.seen (ord bigint generated always as identity, number bigint, handler text)");
    }

    static void append(EventStore store, int count) {
        List<EventData> events = IntStream.range(0, count)
                .mapToObj(i -> EventData.json("t", "{\"n\":" + i + "}"))
                .toList();
        store.append(STREAM, ExpectedVersion.any(), events);
    }

    static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    void add(List<RecordedEvent> batch, Connection connection, String handler) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into " + schema + ".seen (number, handler) values (?, ?)")) {
            for (RecordedEvent event : batch) {
                statement.setLong(1, event.number());
                statement.setString(2, handler);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What was handled and committed, in this order. */
    List<Long> numbers() {
        return query("select number from ${schema}.seen order by ord").stream()
                .map(Long::valueOf)
                .toList();
    }

    List<String> handlers() {
        return query("select distinct handler from ${schema}.seen order by handler");
    }

    long checkpoint() {
        return Long.parseLong(query("select checkpoint from ${schema}.subscriptions where name = 'totals'")
                .get(0));
    }

    void awaitCheckpoint(long number) {
        Await.until("checkpoint " + number, () -> checkpoint() == number);
    }

    List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.replace("${schema}", schema))) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(String.valueOf(row.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void run(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("${schema}", schema));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
