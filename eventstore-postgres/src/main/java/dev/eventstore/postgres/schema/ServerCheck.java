package dev.eventstore.postgres.schema;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
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
     * @throws ConfigurationException if a pooler stands before it that the settings do not know or that would forget events
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
            checkPooler(
                    config,
                    connection.unwrap(PGConnection.class).getBackendPID() != row.getInt(7),
                    row.getString(5).equals("off"));
            if (row.getBoolean(6)) {
                throw new StorageUnavailableException(
                        "PostgreSQL is read-only (" + config.shownUrl()
                                + "): a store needs a primary server; name it in"
                                + " eventstore.postgres.url, or end the read-only mode",
                        null);
            }
        }
    }

    /** A pooler answers with process numbers of its own. */
    private static void checkPooler(PostgresConfig config, boolean found, boolean forgets) {
        Link.Pooler pooler = config.link().pooler();
        if (found && pooler == Link.Pooler.NONE) {
            throw new ConfigurationException(
                    "eventstore.postgres.pooler",
                    "none",
                    "a connection pooler answers at " + config.shownUrl() + ": set session or transaction, as is its"
                            + " pool_mode, or name the server itself in eventstore.postgres.url",
                    null);
        }
        if (forgets && pooler == Link.Pooler.TRANSACTION) {
            throw new ConfigurationException(
                    "eventstore.postgres.pooler",
                    "transaction",
                    "the store cannot set synchronous_commit through this pooler, and the user's default is off, so a"
                            + " crash could lose acknowledged events: `alter role "
                            + config.user().orElse("…") + " set synchronous_commit = on`, then RECONNECT in the pooler",
                    null);
        }
        if (!config.link().listens()) {
            log.info(
                    "Appends of other programs are looked for every {} ms, since nothing listens for notifications.",
                    config.pollInterval().toMillis());
        }
    }
}
