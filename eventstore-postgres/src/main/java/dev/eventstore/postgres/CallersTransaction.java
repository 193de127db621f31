package dev.eventstore.postgres;

import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a connection must be before a store writes in its transaction. Each refusal leaves the transaction as it was. Stateless.
 */
final class CallersTransaction {

    private static final String FAILED = "25P02";

    private CallersTransaction() {}

    /**
     * Fails unless the store may write in the transaction that the connection is in.
     *
     * @param connection the caller's
     * @param storage the store's
     * @throws IllegalArgumentException if the connection is of the wrong kind, or leads elsewhere
     * @throws SQLException if the server cannot be asked
     */
    static void check(Connection connection, PostgresStorage storage) throws SQLException {
        if (connection.isClosed()) {
            throw new IllegalArgumentException("connection must be open, but is closed; nothing was written");
        }
        if (connection.getAutoCommit()) {
            throw new IllegalArgumentException(
                    "connection must be in a transaction, but is in autocommit: call setAutoCommit(false) and commit"
                            + " afterwards, or append through the store itself; nothing was written");
        }
        try {
            Place there = place(connection, storage.config());
            checkIsolation(there.isolation());
            checkPlace(there, storage);
        } catch (SQLException e) {
            if (FAILED.equals(e.getSQLState())) {
                throw new IllegalArgumentException(
                        "connection must be in a transaction that can go on, but an earlier statement of it has failed:"
                                + " roll it back, as a whole or to a savepoint, and begin again; nothing was written",
                        e);
            }
            throw e;
        }
    }

    private static void checkIsolation(String isolation) {
        if (!isolation.equals("READ COMMITTED")) {
            throw new IllegalArgumentException("connection must be at isolation level READ COMMITTED, but is at "
                    + isolation + ": an older snapshot would not see what was appended while the head row was"
                    + " waited for; nothing was written");
        }
    }

    private static void checkPlace(Place there, PostgresStorage storage) throws SQLException {
        if (!storage.isAt(there)) {
            throw new IllegalArgumentException("connection must lead to the store's own database ("
                    + storage.config().shownUrl() + "), but leads to another, '" + there.database()
                    + "', whose schema '"
                    + storage.config().schema() + "' "
                    + (there.head() == 0 ? "holds no store" : "holds another store")
                    + "; nothing was written");
        }
        if (there.readOnly()) {
            throw new IllegalArgumentException(
                    "connection must be in a transaction that may write, but is in a read-only one: call"
                            + " setReadOnly(false) before it begins, or connect to the primary server; nothing was written");
        }
    }

    /** Where a connection leads to. */
    static Place place(Connection connection, PostgresConfig config) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(new Sql(config.schema()).get("append/place.sql"))) {
            row.next();
            return new Place(row.getString(1), row.getLong(2), row.getString(3), row.getBoolean(4), row.getString(5));
        }
    }

    /**
     * Where a connection leads to.
     *
     * @param identity of server and database, which no other has
     * @param head the store's head table there, 0 if there is none
     * @param database the database's name
     * @param readOnly whether the transaction may not write
     * @param isolation the transaction's isolation level
     */
    record Place(String identity, long head, String database, boolean readOnly, String isolation) {

        boolean isSameStore(Place other) {
            return head != 0 && identity.equals(other.identity) && head == other.head;
        }
    }
}
