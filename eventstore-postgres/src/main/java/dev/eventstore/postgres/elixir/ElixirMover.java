package dev.eventstore.postgres.elixir;

import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.move.MoveProgress;
import dev.eventstore.core.spi.move.MoveReport;
import dev.eventstore.core.spi.move.MoveSource;
import dev.eventstore.core.spi.move.StoreMover;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.schema.Grants;
import dev.eventstore.postgres.schema.Migrations;
import dev.eventstore.postgres.schema.ServerCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Moves a database of the Elixir EventStore, 0.17 or newer, into an empty store. Stateless; found by {@code ServiceLoader}.
 */
public final class ElixirMover implements StoreMover {

    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    /** The source's, for the whole session; the target's are those of the transaction, since a pooler may stand before it. */
    private static final String SESSION = Move.SETTINGS.replace("set local ", "set ");

    /** For {@code ServiceLoader}. */
    public ElixirMover() {}

    @Override
    public String source() {
        return "elixir";
    }

    @Override
    public String storage() {
        return "postgres";
    }

    @Override
    public MoveReport move(MoveSource source, Settings target, MoveProgress progress) {
        return move(source, PostgresConfig.from(target), progress);
    }

    MoveReport move(MoveSource source, PostgresConfig config, MoveProgress progress) {
        try (Connection from = open(source)) {
            SourceSchema.check(source, Columns.of(from, source.schema()));
            from.rollback();
            try (Database database = new Database(config, "move", null);
                    Connection to = open(database)) {
                boolean same = isSame(from, to);
                if (same && source.schema().equals(config.schema())) {
                    throw MoveFailures.refused(
                            "schema '" + config.schema() + "' is the source itself",
                            "name another one for the store with --schema (eventstore.postgres.schema)");
                }
                prepare(to, config);
                return new Move(source, config, from, to, progress).run(same);
            }
        } catch (SQLException e) {
            throw MoveFailures.of(e);
        }
    }

    private static Connection open(MoveSource source) {
        if (!source.url().startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("the source must be a URL that begins with jdbc:postgresql:, such as"
                    + " jdbc:postgresql://localhost/app?user=app, but was "
                    + USER_INFO.matcher(source.shownUrl()).replaceAll("//***@"));
        }
        try {
            PGSimpleDataSource data = new PGSimpleDataSource();
            data.setApplicationName("eventstore move");
            source.password().ifPresent(data::setPassword);
            data.setUrl(source.url());
            Connection connection = data.getConnection();
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            run(connection, SESSION);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw MoveFailures.unreachable(source, e);
        }
    }

    private static Connection open(Database database) {
        try {
            return database.open("move");
        } catch (SQLException e) {
            throw SqlStates.toOpenException(database.config(), e);
        }
    }

    private static void prepare(Connection to, PostgresConfig config) throws SQLException {
        ServerCheck.check(to, config);
        Migrations migrations = new Migrations(config);
        if (config.autoMigrate()) {
            migrations.migrate(to);
        }
        migrations.check(to);
        if (config.grantTo().isPresent()) {
            Grants.give(to, config, config.grantTo().get());
        }
    }

    /** A lock that one takes and the other sees: whatever the servers are called, they are one. */
    private static boolean isSame(Connection from, Connection to) throws SQLException {
        long key = UUID.randomUUID().getMostSignificantBits();
        to.setAutoCommit(false);
        try (PreparedStatement statement = from.prepareStatement(Sql.resource("elixir/same_database.sql"))) {
            run(to, "select pg_advisory_xact_lock(" + key + ")");
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } finally {
            to.rollback();
            to.setAutoCommit(true);
            from.rollback();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
