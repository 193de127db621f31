package dev.eventstore.postgres.transaction;

import dev.eventstore.core.spi.subscriber.FencedBatch;
import dev.eventstore.core.spi.subscriber.FencedSubscriber.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** One transaction for one batch: the handler, the checkpoint, the commit. Used once, by one thread. */
final class Attempt {

    /** What the user's code threw. */
    static final class HandlerFailure extends Exception {

        private static final long serialVersionUID = 1L;

        /** Whether the connection could still roll back, so that it was not lost under the handler. */
        final boolean rolledBack;

        HandlerFailure(Throwable cause, boolean rolledBack) {
            super(cause);
            this.rolledBack = rolledBack;
        }
    }

    private final Transactions transactions;
    private final TransactionalHandler.Handler handler;
    private final FencedBatch batch;
    private boolean commitSent;

    Attempt(Transactions transactions, TransactionalHandler.Handler handler, FencedBatch batch) {
        this.transactions = transactions;
        this.handler = handler;
        this.batch = batch;
    }

    /** Whether it may have been committed though it failed. */
    boolean isUnknown() {
        return commitSent;
    }

    /**
     * Handles the batch.
     *
     * @throws SQLException if a statement of ours failed
     * @throws HandlerFailure if the handler did; everything is rolled back
     */
    Outcome run() throws SQLException, HandlerFailure {
        try (Connection connection = transactions.borrow()) {
            OptionalLong stands = transactions.begin(connection, batch);
            if (stands.isEmpty() || stands.getAsLong() != batch.checkpoint()) {
                connection.rollback();
                return refusal(stands);
            }
            handle(connection);
            if (!transactions.write(connection, batch)) {
                return refused(connection);
            }
            commitSent = true;
            connection.commit();
            return Outcome.HANDLED;
        }
    }

    static Outcome refusal(OptionalLong stands) {
        return stands.isEmpty() ? Outcome.LEASE_LOST : Outcome.CHECKPOINT_MOVED;
    }

    private void handle(Connection connection) throws HandlerFailure {
        GuardedConnection guard = GuardedConnection.of(connection);
        try {
            handler.handle(batch.events(), guard.connection());
        } catch (Throwable failure) {
            throw new HandlerFailure(failure, isRolledBack(connection));
        } finally {
            guard.end();
        }
    }

    private Outcome refused(Connection connection) throws SQLException, HandlerFailure {
        boolean same = transactions.isSame(connection, batch);
        connection.rollback();
        if (!same) {
            throw new HandlerFailure(
                    new IllegalStateException(
                            "a TransactionalSubscriber must not end its transaction, but onEvents did, by a"
                                    + " statement such as COMMIT or ROLLBACK: what it wrote before may be committed without the"
                                    + " checkpoint, and is written again when the batch is delivered again"),
                    true);
        }
        OptionalLong stands = transactions.standing(connection, batch);
        connection.rollback();
        return refusal(stands);
    }

    private static boolean isRolledBack(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
