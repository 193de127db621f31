package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.store.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * Schemas that live as long as one command, and the connections to them.
 *
 * <p>Their names have a lock each, held by this object's own connection: what a killed program left behind is dropped by
 * the next one. Confined to one thread.
 */
public final class Scratch implements AutoCloseable {

    private static final String PREFIX = "eventstore_scratch_";
    private static final String LOCK = "select pg_try_advisory_lock(hashtextextended(?, 0))";

    private final Database database;
    private final Connection admin;
    private final List<String> schemas = new ArrayList<>();

    private Scratch(Database database, Connection admin) {
        this.database = database;
        this.admin = admin;
    }

    /**
     * Connects, and drops what earlier runs left behind.
     *
     * @param database the server
     * @return the scratch schemas, none yet
     * @throws CommandFailure if the server cannot be reached
     */
    public static Scratch on(Database database) {
        try {
            Scratch scratch = new Scratch(database, connect(database));
            scratch.dropLeftOver();
            return scratch;
        } catch (SQLException e) {
            throw new CommandFailure("The database cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * A name for a schema that does not exist yet; whoever creates it, it is dropped in the end.
     *
     * @return the name, which needs no quotes
     * @throws SQLException if the server refuses
     */
    public String newName() throws SQLException {
        String name = PREFIX + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        if (!lock(name)) {
            throw new SQLException("the lock of a fresh name is taken: " + name);
        }
        schemas.add(name);
        return name;
    }

    /**
     * A schema of its own, for yardsticks.
     *
     * @return its name
     * @throws SQLException if the server refuses
     */
    public String newSchema() throws SQLException {
        String name = newName();
        execute("create schema " + name);
        return name;
    }

    /**
     * Runs statements.
     *
     * @param sql one statement or several, ended by semicolons
     * @throws SQLException if one fails
     */
    public void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Asks for one text.
     *
     * @param sql a query of one row and column
     * @return the text
     * @throws SQLException if it fails
     */
    public String text(String sql) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Writes out what is dirty, where that is allowed, so that every measurement starts alike. */
    public void checkpoint() {
        try {
            execute("checkpoint");
        } catch (SQLException e) {
            // Allowed to few; without it the rounds differ a little more.
        }
    }

    /**
     * Another connection: durable, binary from the first execution on.
     *
     * @return the connection, to be closed
     * @throws SQLException if the server refuses
     */
    public Connection connect() throws SQLException {
        return connect(database);
    }

    private static Connection connect(Database database) throws SQLException {
        Properties properties = new Properties();
        database.user().ifPresent(user -> properties.setProperty("user", user));
        database.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("ApplicationName", "eventstore");
        Connection connection = DriverManager.getConnection(database.url(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = on; set client_min_messages = warning");
        }
        return connection;
    }

    private boolean lock(String name) throws SQLException {
        try (var statement = admin.prepareStatement(LOCK)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    private void dropLeftOver() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select nspname from pg_namespace where nspname like '" + PREFIX.replace("_", "\\_") + "%'")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        for (String name : found) {
            if (lock(name)) {
                execute("drop schema if exists " + name + " cascade");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (admin) {
            for (String name : schemas) {
                execute("drop schema if exists " + name + " cascade");
            }
        }
    }
}
