package dev.eventstore.postgres;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.StorageAccess;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.postgres.append.Writer;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.link.PostgresLinks;
import dev.eventstore.postgres.notify.HintSender;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Appends and links in the transactions of one connection; see {@link PostgresAppends}. Confined to one thread at a time, as its
 * connection is.
 */
public final class TransactionAppends {

    private static final String CANCELLED = "57014";

    /** Writes, waiting for the head row for some seconds at most. */
    @FunctionalInterface
    private interface Writing {

        AppendResult write(int seconds) throws SQLException;
    }

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
     * @throws IllegalArgumentException if the connection is closed, in autocommit, at another isolation level than READ
     *     COMMITTED, read-only, in a transaction that has failed, or leads elsewhere than to the store's database; nothing was
     *     written
     * @throws EventStoreException as {@code EventStore.append}; nothing was written
     */
    public AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        Optional<AppendRequest> request = access.request(stream, expected, events);
        if (request.isEmpty()) {
            return new AppendResult(stream, 0, 0, 0);
        }
        return inTransaction(request.get().deadline(), "appending", seconds -> {
            AppendResult result = Writer.writeIn(connection, storage.config(), request.get(), seconds);
            HintSender.sendIn(connection, storage.config().schema(), result.lastPosition(), 0);
            return result;
        });
    }

    /**
     * Links events to a further stream by the rules of {@code EventStore.link}, under the epoch that this node has now; also
     * events that this transaction has appended. It is durable, and seen by others, when the caller has committed, and never was
     * if the caller rolls back, so that it may be tried again. Where it is refused the transaction can go on, and nobody waits
     * for it.
     *
     * @param target the stream
     * @param expected what it is expected to be
     * @param eventIds the ids of the events, none or more
     * @return where the links stand if the transaction is committed
     * @throws IllegalArgumentException if the connection is closed, in autocommit, at another isolation level than READ
     *     COMMITTED, read-only, in a transaction that has failed, or leads elsewhere than to the store's database; nothing was
     *     written
     * @throws EventStoreException as {@code EventStore.link}; nothing was written
     */
    public AppendResult link(StreamId target, ExpectedVersion expected, List<UUID> eventIds) {
        Optional<LinkStorage.Request> request = access.linkRequest(target, expected, eventIds);
        if (request.isEmpty()) {
            return new AppendResult(target, 0, 0, 0);
        }
        return inTransaction(request.get().deadline(), "linking", seconds -> {
            Linked linked = PostgresLinks.linkIn(connection, storage.config(), request.get(), seconds);
            HintSender.sendIn(connection, storage.config().schema(), 0, linked.lastLink());
            return linked.result();
        });
    }

    private AppendResult inTransaction(Deadline deadline, String what, Writing writing) {
        try {
            CallersTransaction.check(connection, storage);
            Savepoint before = connection.setSavepoint();
            try {
                limitIdling();
                AppendResult result = writing.write(storage.secondsLeft(deadline));
                connection.releaseSavepoint(before);
                return result;
            } catch (SQLException | RuntimeException e) {
                undo(before, e);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(what, e);
        }
    }

    private void limitIdling() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(new Sql(storage.config().schema()).get("append/limit_idle.sql"));
        }
    }

    /** Takes back the lock of the head row as well. */
    private void undo(Savepoint before, Exception why) {
        try {
            connection.rollback(before);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private EventStoreException failure(String what, SQLException e) {
        if (CANCELLED.equals(e.getSQLState())) {
            return new DeadlineExceededException(
                    "another append or transaction held the head row until the call's deadline; nothing was written",
                    e);
        }
        return SqlStates.toException(what + " in the caller's transaction", storage.config(), e);
    }
}
