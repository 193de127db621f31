package dev.eventstore.postgres.elixir;

import dev.eventstore.core.spi.move.MoveReport.Count;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Compares what was moved with its source: the numbers, every row by its checksum, and the order in each stream. Stateless.
 *
 * @param schema the source's tables
 * @param sql the target's statements
 */
record Comparison(SourceSchema schema, Sql sql) {

    void check(Connection from, Connection to, Facts source, Facts target) throws SQLException {
        for (Count each : source.compared(target)) {
            if (each.source() != each.moved()) {
                throw different("%s: %,d in the source, %,d moved".formatted(each.what(), each.source(), each.moved()));
            }
        }
        for (Part part : Part.values()) {
            String there = Move.between(schema.sql(part.resource()), 0, source.last());
            String here = "select " + part.columns() + " from "
                    + sql.get("elixir/table.sql").replace("${table}", part.table());
            if (!digest(from, there).equals(digest(to, here))) {
                throw different("the rows of table " + part.table() + " have another checksum than the source's");
            }
        }
        checkOrder(to);
    }

    private void checkOrder(Connection to) throws SQLException {
        try (Statement statement = to.createStatement();
                ResultSet row = statement.executeQuery(sql.get("elixir/order.sql"))) {
            if (row.next()) {
                throw different("event %d of stream '%s' stands in $all before an earlier one of its stream"
                        .formatted(row.getLong(2), row.getString(1)));
            }
        }
    }

    private static RuntimeException different(String what) {
        return MoveFailures.refused(
                "what was moved is not what the source has: " + what,
                "repair the source's rows in stream_events and streams, then move again");
    }

    /** The number of rows and a sum over them, which does not depend on their order. */
    private static String digest(Connection connection, String rows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(Sql.resource("elixir/digest.sql").replace("${rows}", rows))) {
            row.next();
            return row.getLong(1) + " rows, sum " + row.getString(2);
        }
    }
}
