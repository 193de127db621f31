package dev.eventstore.postgres.elixir;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The way that rows take from the source into the target's transaction. Confined to one thread.
 */
interface Copier {

    /** As the user reads it. */
    String way();

    /** Reads the source as it was when the move began. */
    Connection reader();

    /** Fills a table with the rows of a statement, and tells how many they were. */
    long copy(String table, String columns, String select) throws SQLException;
}
