package dev.eventstore.postgres.schema;

import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a server can hold a store, and warns of one that forgets. Stateless; called when the store is opened.
 */
public final class ServerCheck {

    private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);
    private static final int OLDEST = 130_000;

    private ServerCheck() {}

    /**
     * Fails unless the server can hold a store.
     *
     * @param connection in autocommit
     * @param config the settings, for the messages
     * @throws SQLException if the database fails
     * @throws StorageException if it is too old or has another encoding
     * @throws StorageUnavailableException if it is read-only
     */
    public static void check(Connection connection, PostgresConfig config) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(new Sql(config.schema()).get("schema/server.sql"))) {
            row.next();
            if (row.getInt(1) < OLDEST) {
                throw new StorageException(
                        "PostgreSQL " + row.getString(2) + " is too old: 13 or newer is needed", null);
            }
            if (!row.getString(3).equals("UTF8")) {
                throw new StorageException(
                        "the database's encoding is " + row.getString(3) + ", it must be UTF8: create one with"
                                + " `create database … encoding 'UTF8' template template0`",
                        null);
            }
            if (row.getString(4).equals("off")) {
                log.warn(
                        "PostgreSQL runs with fsync = off: after a crash of its machine acknowledged events may be lost.");
            }
            if (row.getString(5).equals("off")) {
                log.warn(
                        "The database's default is synchronous_commit = off. The store's own connections use 'on', so its"
                                + " events are safe; other programs' writes may be lost in a crash.");
            }
            if (row.getBoolean(6)) {
                throw new StorageUnavailableException(
                        "PostgreSQL is read-only (" + config.shownUrl()
                                + "): a store needs a primary server; name it in"
                                + " eventstore.postgres.url, or end the read-only mode",
                        null);
            }
        }
    }
}
