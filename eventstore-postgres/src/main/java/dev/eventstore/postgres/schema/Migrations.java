package dev.eventstore.postgres.schema;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.spi.admin.MigrationInfo;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a schema to the newest form, and tells whether it is there. A new schema is made in one transaction, each step of an
 * older one in its own, under an advisory lock, so programs that start together do not meet. Stateless but for the settings; used
 * by one thread at a time.
 */
public final class Migrations {

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);
    private static final int FIRST_WITH_PAYLOAD = 10;

    private static final Pattern MADE = Pattern.compile(
            "create (?:or replace )?(?:table|sequence|function|procedure|view|type) \\$\\{schema\\}\\.(\\w+)");

    private final PostgresConfig config;
    private final Sql sql;
    private final List<Migration> known;

    /**
     * The migrations of one schema.
     *
     * @param config the settings, which name it
     */
    public Migrations(PostgresConfig config) {
        this(config, Migration.known());
    }

    /** The migrations as a program knows them that is perhaps older. */
    Migrations(PostgresConfig config, List<Migration> known) {
        this.config = config;
        this.sql = new Sql(config.schema());
        this.known = known;
    }

    /**
     * Applies what is missing: all at once where there was nothing, else one after the other, so that none holds its locks for long.
     *
     * @param connection in autocommit, and so again afterwards
     * @return the numbers of those that this call applied
     * @throws SQLException if the database fails; of a new schema nothing stays then, else what was applied before does
     * @throws StorageException if the schema is of a newer program, or was changed by hand
     */
    public List<Integer> migrate(Connection connection) throws SQLException {
        if (exists(connection) && missing(connection).isEmpty()) {
            return List.of();
        }
        List<Integer> applied = new ArrayList<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            List<Migration> due = due(connection, statement);
            while (!due.isEmpty()) {
                List<Migration> together = due.size() == known.size() ? due : due.subList(0, 1);
                for (Migration each : together) {
                    apply(each, connection, statement);
                }
                connection.commit();
                for (Migration each : together) {
                    log.info("Applied migration {} to schema '{}'.", each.resource(), config.schema());
                    applied.add(each.version());
                }
                due = together.size() == due.size() ? List.of() : due(connection, statement);
            }
            connection.commit();
            return applied;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /**
     * Fails unless the schema is exactly what this program works with.
     *
     * @param connection in autocommit
     * @throws SQLException if the database fails
     * @throws StorageException if something is missing, newer or different; says what to do
     * @throws ConfigurationException if it was made for another type of payloads
     */
    public void check(Connection connection) throws SQLException {
        if (!exists(connection)) {
            throw new StorageException(
                    "schema '" + config.schema() + "' holds no event store: run `init`, or set "
                            + "eventstore.postgres.auto-migrate = true",
                    null);
        }
        List<Migration> missing = missing(connection);
        if (!missing.isEmpty()) {
            throw new StorageException(
                    "schema '" + config.schema() + "' is too old, it misses "
                            + missing.stream().map(Migration::resource).toList()
                            + ": run `init`, or set eventstore.postgres.auto-migrate = true",
                    null);
        }
        checkPayload(connection);
    }

    private void checkPayload(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.get("schema/payload_type.sql"))) {
            row.next();
            String stored = row.getString(1);
            if (!stored.equals(config.payload().word())) {
                throw new ConfigurationException(
                        "eventstore.postgres.payload",
                        config.payload().word(),
                        "schema '" + config.schema() + "' of " + config.shownUrl() + " was made for payloads of type "
                                + stored + ", and all stores that share a schema share its type: set " + stored
                                + ", or another schema",
                        null);
            }
        }
    }

    /**
     * What this program knows, applied or pending.
     *
     * @param connection in autocommit
     * @return all of it, in order
     * @throws SQLException if the database fails
     * @throws StorageException if the schema is of a newer program, or was changed by hand
     */
    public List<MigrationInfo> list(Connection connection) throws SQLException {
        Map<Integer, Instant> applied = new HashMap<>();
        if (exists(connection)) {
            missing(connection);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql.get("schema/history.sql"))) {
                while (row.next()) {
                    applied.put(
                            row.getInt(1),
                            row.getObject(4, OffsetDateTime.class).toInstant());
                }
            }
        }
        return known.stream()
                .map(each -> new MigrationInfo(
                        each.version(), each.name(), Optional.ofNullable(applied.get(each.version()))))
                .toList();
    }

    /**
     * The names of all tables, sequences and functions that any migration makes, and of the table that lists them.
     *
     * @return names without their schema
     */
    public static Set<String> objects() {
        Set<String> names = new HashSet<>(Set.of("schema_migrations"));
        for (Migration each : Migration.known()) {
            Matcher made = MADE.matcher(Sql.resource("schema/" + each.resource()));
            while (made.find()) {
                names.add(made.group(1));
            }
        }
        return names;
    }

    /** What is missing, once no other program applies it; until the transaction ends none will. */
    private List<Migration> due(Connection connection, Statement statement) throws SQLException {
        statement.execute(sql.get("schema/lock.sql"));
        statement.execute(sql.get("schema/history_table.sql"));
        return missing(connection);
    }

    private void apply(Migration migration, Connection connection, Statement statement) throws SQLException {
        statement.execute(sql.get("schema/" + migration.resource())
                .replace("${payload}", config.payload().word()));
        if (migration.version() >= FIRST_WITH_PAYLOAD) {
            statement.execute(sql.get("schema/payload.sql"));
        }
        try (PreparedStatement record = connection.prepareStatement(sql.get("schema/record.sql"))) {
            record.setInt(1, migration.version());
            record.setString(2, migration.name());
            record.setString(3, migration.checksum());
            record.executeUpdate();
        }
    }

    private boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.get("schema/history_exists.sql"))) {
            row.next();
            if (row.getBoolean(1) && !row.getBoolean(2)) {
                throw new StorageException(
                        "schema '" + config.schema() + "' holds a table schema_migrations of another program:"
                                + " set eventstore.postgres.schema to a schema for the store alone",
                        null);
            }
            return row.getBoolean(1);
        }
    }

    /** What is known and not applied; fails if something was applied that is not known. */
    private List<Migration> missing(Connection connection) throws SQLException {
        List<Migration> missing = new ArrayList<>(known);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.get("schema/history.sql"))) {
            while (row.next()) {
                int version = row.getInt(1);
                Migration ours = known.stream()
                        .filter(m -> m.version() == version)
                        .findFirst()
                        .orElseThrow(() -> tooNew(version));
                if (!ours.checksum().equals(row.getString(3))) {
                    throw new StorageException(
                            "schema '" + config.schema() + "': migration " + ours.resource()
                                    + " was applied with another text than this program has; use the program that made it,"
                                    + " or another schema",
                            null);
                }
                missing.remove(ours);
            }
        }
        return missing;
    }

    private StorageException tooNew(int version) {
        return new StorageException(
                "schema '" + config.schema() + "' is at version " + version + ", this program knows only "
                        + known.get(known.size() - 1).version() + ": use a newer program",
                null);
    }
}
