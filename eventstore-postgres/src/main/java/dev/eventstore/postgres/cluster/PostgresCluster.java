package dev.eventstore.postgres.cluster;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The epoch and the settings that must agree, in PostgreSQL. Thread-safe: each call is one statement in autocommit.
 *
 * <p>A statement whose answer was lost is sent again: a claim finds that it was granted, and a change raises the epoch twice.
 */
public final class PostgresCluster implements ClusterStorage {

    private final Work work;
    private final String epoch;
    private final String claim;
    private final String agree;
    private final String change;
    private final EpochRaise raise;

    /**
     * The epoch and settings of a database.
     *
     * @param database the database
     * @param work the threads that wait for it
     */
    public PostgresCluster(Database database, Work work) {
        this.work = work;
        Sql sql = new Sql(database.config().schema());
        this.epoch = sql.get("cluster/epoch.sql");
        this.claim = sql.get("cluster/claim.sql");
        this.agree = sql.get("cluster/agree.sql");
        this.change = sql.get("cluster/change.sql");
        this.raise = new EpochRaise(sql);
    }

    @Override
    public CompletionStage<Long> epoch(Deadline deadline) {
        return work.run("reading the epoch", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(epoch)) {
                return number(statement);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> claimEpoch(long expected, UUID id, Deadline deadline) {
        return work.run("claiming an epoch", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(claim)) {
                statement.setLong(1, expected);
                statement.setObject(2, id);
                return statement.executeUpdate() > 0;
            }
        });
    }

    @Override
    public CompletionStage<Boolean> raiseEpoch(long wanted, Deadline deadline) {
        return work.run("raising the epoch", deadline, connection -> raise.to(wanted, connection));
    }

    @Override
    public CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline) {
        return work.run("agreeing on settings", deadline, connection -> {
            try (PreparedStatement statement = prepare(connection, agree, settings);
                    ResultSet row = statement.executeQuery()) {
                Map<String, String> stored = new HashMap<>();
                while (row.next()) {
                    stored.put(row.getString(1), row.getString(2));
                }
                return Map.copyOf(stored);
            }
        });
    }

    @Override
    public CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline) {
        return work.run("changing settings", deadline, connection -> {
            try (PreparedStatement statement = prepare(connection, change, settings)) {
                return number(statement);
            }
        });
    }

    private static PreparedStatement prepare(Connection connection, String sql, Map<String, String> settings)
            throws SQLException {
        BinaryArray names = BinaryArray.ofTexts(settings.size());
        BinaryArray values = BinaryArray.ofTexts(settings.size());
        settings.forEach((name, value) -> {
            names.addText(name);
            values.addText(value);
        });
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setObject(1, names);
        statement.setObject(2, values);
        return statement;
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
