package dev.eventstore.postgres.transaction;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.subscriber.FencedBatch;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The transactions in which the handlers of a store run, and their statements. Thread-safe.
 *
 * <p>Handlers take half of the pool at most, however many there are and however long they take: the other half renews leases,
 * writes the checkpoints of other subscriptions and reads.
 */
public final class Transactions {

    private static final long WAIT_MILLIS = 200;

    private final Database database;
    private final Semaphore room;
    private final String begin;
    private final String write;
    private final String same;
    private final String standing;

    /**
     * The transactions of a database; none is open.
     *
     * @param database the database
     */
    public Transactions(Database database) {
        this.database = database;
        this.room = new Semaphore(database.config().poolSize() / 2, true);
        Sql sql = new Sql(database.config().schema());
        this.begin = sql.get("transaction/begin.sql");
        this.write = sql.get("transaction/write.sql");
        this.same = sql.get("transaction/same.sql");
        this.standing = sql.get("transaction/standing.sql");
    }

    /**
     * Fails unless a handler leaves a connection for everything else.
     *
     * @throws ConfigurationException if the pool is too small
     */
    public void checkRoom() {
        if (database.config().poolSize() < 2) {
            throw new ConfigurationException(
                    "eventstore.postgres.pool-size",
                    String.valueOf(database.config().poolSize()),
                    "must be 2 or more for a TransactionalSubscriber: handlers have half of the connections, and leases and"
                            + " checkpoints are written over the others meanwhile",
                    null);
        }
    }

    PostgresConfig config() {
        return database.config();
    }

    /** Waits a little for room; whoever has it leaves afterwards. */
    boolean enter() throws InterruptedException {
        return room.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    void leave() {
        room.release();
    }

    /** A connection whose server is not waited for longer than a statement may take. */
    Connection borrow() throws SQLException {
        Connection connection = database.borrow();
        try {
            connection.setNetworkTimeout(Runnable::run, (int) limitMillis() + 1_000);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Begins the transaction of a batch; returns where the checkpoint stands, empty if the lease is somebody else's. */
    OptionalLong begin(Connection connection, FencedBatch batch) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(begin)) {
            statement.setLong(1, limitMillis());
            setLease(statement, 2, batch);
            boolean rows = statement.execute();
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Moves the checkpoint from the batch's begin to its end under its lease; whether that was possible. */
    boolean write(Connection connection, FencedBatch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(write)) {
            statement.setLong(1, batch.upTo());
            setLease(statement, 2, batch);
            statement.setLong(5, batch.checkpoint());
            statement.setLong(6, batch.token());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Whether the connection is in the transaction that was begun for the batch. */
    boolean isSame(Connection connection, FencedBatch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(same)) {
            statement.setLong(1, batch.token());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Where the checkpoint stands when every transaction that may move it has ended; empty if the lease is somebody else's. */
    OptionalLong standing(Connection connection, FencedBatch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(standing)) {
            setLease(statement, 1, batch);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private long limitMillis() {
        return database.config().handlerTimeout().toMillis();
    }

    private static void setLease(PreparedStatement statement, int index, FencedBatch batch) throws SQLException {
        statement.setString(index, batch.stream().value());
        statement.setString(index + 1, batch.name().value());
        statement.setLong(index + 2, batch.token());
    }
}
