package dev.eventstore.postgres;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/**
 * Handles the events of a subscription in the transaction in which its checkpoint is written: what it writes to the store's database
 * over the given connection is there exactly once for each event, whatever fails. See {@link TransactionalSubscriptions}. Its methods
 * are called on a callback thread of the store, one at a time, each seeing what the one before it did.
 */
@FunctionalInterface
public interface TransactionalSubscriber {

    /**
     * Handles events. When it returns, what it wrote is committed together with the checkpoint, unless the subscription has gone to
     * another node meanwhile; when it throws, nothing is.
     *
     * <p>It may be called again with the same events, in a new transaction, after one that was not committed: because the
     * server was lost, or a dead-lock was ended, or the subscription moved. So what it does elsewhere than over this connection
     * (sends a mail, counts in memory) may be done more than once.
     *
     * @param batch one event or more, in the stream's order; all are acknowledged by the commit
     * @param connection to the store's database, in a transaction at READ COMMITTED, until this method returns. Commit,
     *     rollback (but to a savepoint), close, abort and setAutoCommit are refused. What is set for the session must be set with
     *     {@code set local}
     * @throws Exception rolls back and ends the subscription with {@link #onEnd}; the events are delivered again to whoever
     *     subscribes next. After a dead-lock, a serialization failure or a lost connection the batch is tried again instead
     */
    void onEvents(List<RecordedEvent> batch, Connection connection) throws Exception;

    /**
     * Told exactly once that no more events come.
     *
     * @param cause why; empty if the subscription was closed
     */
    default void onEnd(Optional<EventStoreException> cause) {}
}
