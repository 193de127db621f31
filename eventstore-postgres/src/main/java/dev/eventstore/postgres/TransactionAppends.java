package dev.eventstore.postgres;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.StorageAccess;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.postgres.append.Writer;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.notify.HintSender;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Appends in the transactions of one connection; see {@link PostgresAppends}. Confined to one thread at a time, as its connection is.
 */
public final class TransactionAppends {

    private static final String CANCELLED = "57014";

    private final StorageAccess access;
    private final PostgresStorage storage;
    private final Connection connection;

    TransactionAppends(StorageAccess access, PostgresStorage storage, Connection connection) {
        this.access = access;
        this.storage = storage;
        this.connection = connection;
    }

    /**
     * Appends events to one stream by the rules of {@code EventStore.append}, under the epoch that this node has now. It is
     * durable, and seen by others, when the caller has committed, and never was if the caller rolls back. Where it is refused
     * the transaction can go on, and nobody waits for it.
     *
     * @param stream the stream
     * @param expected what it is expected to be
     * @param events the events, none or more
     * @return where the events stand if the transaction is committed
     * @throws IllegalArgumentException if the connection is in autocommit or at another isolation level than READ COMMITTED;
     *     nothing was written
     * @throws EventStoreException as {@code EventStore.append}; nothing was written
     */
    public AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        Optional<AppendRequest> request = access.request(stream, expected, events);
        if (request.isEmpty()) {
            return new AppendResult(stream, 0, 0, 0);
        }
        try {
            checkTransaction();
            Savepoint before = connection.setSavepoint();
            try {
                AppendResult result = write(request.get());
                connection.releaseSavepoint(before);
                return result;
            } catch (SQLException | RuntimeException e) {
                undo(before, e);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void checkTransaction() throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalArgumentException(
                    "connection must be in a transaction, but is in autocommit: call setAutoCommit(false) and commit"
                            + " afterwards, or append through the store itself");
        }
        int isolation = connection.getTransactionIsolation();
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            throw new IllegalArgumentException("connection must be at isolation level READ COMMITTED, but is at "
                    + name(isolation) + ": an older snapshot would not see what was appended while the head row was"
                    + " waited for");
        }
    }

    private AppendResult write(AppendRequest request) throws SQLException {
        PostgresConfig config = storage.config();
        try (Statement statement = connection.createStatement()) {
            statement.execute(new Sql(config.schema()).get("append/limit_idle.sql"));
        }
        AppendResult result = Writer.writeIn(connection, config, request, storage.secondsLeft(request.deadline()));
        HintSender.sendIn(connection, config.schema(), result.lastPosition());
        return result;
    }

    /** Takes back the lock of the head row as well. */
    private void undo(Savepoint before, Exception why) {
        try {
            connection.rollback(before);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private EventStoreException failure(SQLException e) {
        if (CANCELLED.equals(e.getSQLState())) {
            return new DeadlineExceededException(
                    "another append or transaction held the head row until the call's deadline; nothing was written",
                    e);
        }
        return SqlStates.toException("appending in the caller's transaction", storage.config(), e);
    }

    private static String name(int isolation) {
        return switch (isolation) {
            case Connection.TRANSACTION_READ_UNCOMMITTED -> "READ UNCOMMITTED";
            case Connection.TRANSACTION_REPEATABLE_READ -> "REPEATABLE READ";
            case Connection.TRANSACTION_SERIALIZABLE -> "SERIALIZABLE";
            default -> "level " + isolation;
        };
    }
}
