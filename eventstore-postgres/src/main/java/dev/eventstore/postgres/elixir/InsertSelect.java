package dev.eventstore.postgres.elixir;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Moves rows inside of one database, where the target's user may read the source; its tables are locked against writers.
 * Confined to one thread.
 */
record InsertSelect(Connection reader) implements Copier {

    @Override
    public String way() {
        return "inside of one database";
    }

    @Override
    public long copy(String table, String columns, String select) throws SQLException {
        try (Statement statement = reader.createStatement()) {
            return statement.executeLargeUpdate("insert into " + table + " (" + columns + ")\n" + select);
        }
    }
}
