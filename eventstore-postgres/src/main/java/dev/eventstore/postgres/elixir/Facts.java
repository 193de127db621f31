package dev.eventstore.postgres.elixir;

import dev.eventstore.core.spi.move.MoveReport.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much a database holds. Immutable.
 *
 * @param last the last position that was given
 */
record Facts(
        long events, long streams, long deletedStreams, long links, long snapshots, long subscriptions, long last) {

    /** Of the source. */
    static Facts ofSource(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            if (row.getLong(1) != row.getLong(2)) {
                throw MoveFailures.refused(
                        "the source has %,d events, but $all has %,d: each must have its place there"
                                .formatted(row.getLong(1), row.getLong(2)),
                        "repair the rows of stream_events whose stream_id is 0");
            }
            return from(row, 3);
        }
    }

    /** Of the target. */
    static Facts ofTarget(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return from(row, 2);
        }
    }

    private static Facts from(ResultSet row, int streams) throws SQLException {
        return new Facts(
                row.getLong(1),
                row.getLong(streams),
                row.getLong(streams + 1),
                row.getLong(streams + 2),
                row.getLong(streams + 3),
                row.getLong(streams + 4),
                row.getLong(streams + 5));
    }

    /** What is there, in words; empty if nothing is. */
    String held() {
        List<String> held = new ArrayList<>();
        for (Count each : compared(this)) {
            if (each.moved() > 0) {
                held.add(String.format(Locale.ROOT, "%s: %,d", each.what(), each.moved()));
            }
        }
        if (held.isEmpty() && last > 0) {
            held.add(String.format(Locale.ROOT, "no rows, but positions up to %,d were given", last));
        }
        return String.join(", ", held);
    }

    /** Each number beside that of the target. */
    List<Count> compared(Facts target) {
        return List.of(
                new Count("events", events, target.events),
                new Count("streams", streams, target.streams),
                new Count("deleted streams", deletedStreams, target.deletedStreams),
                new Count("links", links, target.links),
                new Count("snapshots", snapshots, target.snapshots),
                new Count("subscriptions", subscriptions, target.subscriptions));
    }
}
