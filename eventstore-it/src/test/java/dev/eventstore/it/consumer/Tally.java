package dev.eventstore.it.consumer;

import dev.eventstore.api.RecordedEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table that counts the events of each stream and adds up their positions. Stateless. */
public final class Tally {

    private static final String ADD = "insert into tally values (?, 1, ?) on conflict (stream) do update set"
            + " events = tally.events + 1, positions = tally.positions + excluded.positions";

    private Tally() {}

    /** What a stream has come to. Immutable. */
    public record Total(long events, long positions) {

        /** With one event more. */
        public Total plus(long position) {
            return new Total(events + 1, positions + position);
        }
    }

    /** Makes the table. */
    public static void create(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists tally"
                    + " (stream text primary key, events bigint not null, positions bigint not null)");
        }
    }

    /** Adds events, in the caller's transaction. */
    public static void add(List<RecordedEvent> events, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            for (RecordedEvent event : events) {
                statement.setString(1, event.stream().value());
                statement.setLong(2, event.position());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What was counted. */
    public static Map<String, Total> counted(String url) throws SQLException {
        Map<String, Total> totals = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select stream, events, positions from tally")) {
            while (rows.next()) {
                totals.put(rows.getString(1), new Total(rows.getLong(2), rows.getLong(3)));
            }
        }
        return totals;
    }

    /** What there is to count. */
    public static Map<String, Total> expected(List<RecordedEvent> events) {
        Map<String, Total> totals = new TreeMap<>();
        for (RecordedEvent event : events) {
            totals.compute(
                    event.stream().value(),
                    (stream, total) -> (total == null ? new Total(0, 0) : total).plus(event.position()));
        }
        return totals;
    }
}
