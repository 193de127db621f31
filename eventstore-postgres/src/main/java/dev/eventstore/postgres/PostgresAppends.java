package dev.eventstore.postgres;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.StorageAccess;
import java.sql.Connection;
import java.util.Objects;

/**
 * Appends and links inside a transaction of the caller: events, links and rows of the application's own tables are written
 * together or not at all. Thread-safe.
 *
 * <p>This is a slow path with a price for everybody: from the first append or link until the caller's transaction ends, all other appends of
 * the store, on all nodes, wait for it. So the append should be the transaction's last statement, and the commit should follow at
 * once. A caller that is idle for two seconds after an append is cut off by the server; who holds others up for a second is named
 * in their logs.
 *
 * <pre>{@code
 * try (Connection connection = dataSource.getConnection()) {
 *     connection.setAutoCommit(false);
 *     insertOrder(connection, order);
 *     PostgresAppends.of(store).in(connection).append(stream, ExpectedVersion.noStream(), List.of(EventData.of(placed)));
 *     connection.commit();
 * }
 * }</pre>
 */
public final class PostgresAppends {

    private final StorageAccess access;
    private final PostgresStorage storage;

    private PostgresAppends(StorageAccess access, PostgresStorage storage) {
        this.access = access;
        this.storage = storage;
    }

    /**
     * The appends of a store.
     *
     * @param store an open store over PostgreSQL
     * @return its appends in transactions of the caller
     * @throws NotSupportedException if its events are kept elsewhere
     */
    public static PostgresAppends of(EventStore store) {
        StorageAccess access = StorageAccess.of(store);
        if (access.storage() instanceof PostgresStorage storage) {
            return new PostgresAppends(access, storage);
        }
        throw new NotSupportedException("this store keeps its events elsewhere than in PostgreSQL ("
                + access.storage().getClass().getName() + "): append through the store itself");
    }

    /**
     * Appends in the transaction of this connection.
     *
     * @param connection to the store's database, by the PostgreSQL JDBC driver, wrapped or not; not in autocommit, at READ
     *     COMMITTED. The caller commits, rolls back and closes it
     * @return appends in the transaction it is in at the time of each append
     */
    public TransactionAppends in(Connection connection) {
        return new TransactionAppends(
                access, storage, Objects.requireNonNull(connection, "connection must not be null"));
    }
}
