package dev.eventstore.postgres.elixir;

import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a schema's tables with their types. Immutable.
 */
record Columns(Map<String, String> types) {

    static Columns of(Connection connection, String schema) throws SQLException {
        Map<String, String> types = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(Sql.resource("elixir/columns.sql"))) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    types.put(row.getString(1) + "." + row.getString(2), row.getString(3));
                }
            }
        }
        return new Columns(Map.copyOf(types));
    }

    boolean hasTable(String table) {
        return types.keySet().stream().anyMatch(each -> each.startsWith(table + "."));
    }

    Optional<String> type(String table, String column) {
        return Optional.ofNullable(types.get(table + "." + column));
    }
}
