package dev.eventstore.postgres.transaction;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.spi.subscriber.FencedBatch;
import dev.eventstore.core.spi.subscriber.FencedSubscriber;
import dev.eventstore.postgres.jdbc.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the user's code in a transaction in which the checkpoint moves, too, from where the batch begins and under its lease: so the
 * two are committed together, or neither is. A commit whose answer was lost is looked up before anything is done again. Called by
 * one thread at a time.
 */
public final class TransactionalHandler implements FencedSubscriber {

    /** The user's code. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Handles events.
         *
         * @param batch one event or more
         * @param connection in the transaction that the batch is handled in
         * @throws Exception if they could not be handled
         */
        void handle(List<RecordedEvent> batch, Connection connection) throws Exception;
    }

    private static final Logger log = LoggerFactory.getLogger(TransactionalHandler.class);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final Transactions transactions;
    private final Handler handler;
    private final Consumer<Optional<EventStoreException>> ended;

    /**
     * A handler of batches.
     *
     * @param transactions where it runs
     * @param handler the user's code
     * @param ended told when no more come
     */
    public TransactionalHandler(
            Transactions transactions, Handler handler, Consumer<Optional<EventStoreException>> ended) {
        this.transactions = transactions;
        this.handler = handler;
        this.ended = ended;
    }

    @Override
    public Outcome handle(FencedBatch batch) throws Exception {
        long pause = FIRST_PAUSE_MILLIS;
        while (batch.wanted().getAsBoolean()) {
            if (!transactions.enter()) {
                continue;
            }
            Attempt attempt = new Attempt(transactions, handler, batch);
            Outcome outcome;
            try {
                outcome = attempt(attempt, batch);
            } finally {
                transactions.leave();
            }
            if (outcome == null && attempt.isUnknown()) {
                outcome = settle(batch);
            }
            if (outcome != null) {
                return outcome;
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        return Outcome.GIVEN_UP;
    }

    @Override
    public void onEnd(Optional<EventStoreException> cause) {
        ended.accept(cause);
    }

    /** Null: nothing was done, or that is not known, and it is to be tried again. */
    private @Nullable Outcome attempt(Attempt attempt, FencedBatch batch) throws Exception {
        try {
            return attempt.run();
        } catch (SQLException e) {
            if (!isWorthRepeating(e) && batch.wanted().getAsBoolean()) {
                throw failed(e);
            }
            tellAgain(batch, e);
            return null;
        } catch (Attempt.HandlerFailure e) {
            Throwable cause = e.getCause();
            SQLException sql = sqlOf(cause);
            if (sql != null && isIdleTooLong(sql)) {
                throw failed(sql);
            }
            if (e.rolledBack && (sql == null || !isConflict(sql))) {
                throw rethrown(cause);
            }
            tellAgain(batch, cause);
            return null;
        }
    }

    /** Looks up what became of a commit that was not answered; null if nothing did. */
    private @Nullable Outcome settle(FencedBatch batch) throws InterruptedException {
        while (batch.wanted().getAsBoolean()) {
            try (Connection connection = transactions.borrow()) {
                OptionalLong stands = transactions.standing(connection, batch);
                if (stands.isPresent() && stands.getAsLong() == batch.upTo()) {
                    return Outcome.HANDLED;
                }
                return stands.isPresent() && stands.getAsLong() == batch.checkpoint() ? null : Attempt.refusal(stands);
            } catch (SQLException e) {
                log.debug("The outcome of a commit is not known yet.", e);
                Thread.sleep(LONGEST_PAUSE_MILLIS);
            }
        }
        return Outcome.GIVEN_UP;
    }

    private void tellAgain(FencedBatch batch, Throwable why) {
        log.warn(
                "A transaction of subscription '{}' of stream '{}' was rolled back, or lost at its commit, and is tried again:"
                        + " {}",
                batch.name(),
                batch.stream(),
                String.valueOf(why.getMessage()));
    }

    private Exception failed(SQLException failure) {
        return isIdleTooLong(failure)
                ? new IllegalStateException(
                        "the server has cut the handler off, since it was idle in its transaction for longer than "
                                + transactions.config().handlerTimeout().toMillis()
                                + " ms (eventstore.postgres.handler-timeout, unless the server's own limit is lower):"
                                + " do what takes long before the first statement or outside the transaction",
                        failure)
                : SqlStates.toException("handling events in a transaction", transactions.config(), failure);
    }

    private static boolean isWorthRepeating(SQLException failure) {
        SqlStates.Kind kind = SqlStates.kind(failure);
        return !isIdleTooLong(failure)
                && (kind == SqlStates.Kind.LOST || kind == SqlStates.Kind.AGAIN || isConflict(failure));
    }

    private static boolean isIdleTooLong(SQLException failure) {
        return "25P03".equals(failure.getSQLState());
    }

    /** A dead-lock or the like, or a server that does not write for now: the transaction may succeed next time. */
    private static boolean isConflict(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("40") || state.equals("25006");
    }

    private static @Nullable SQLException sqlOf(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    private static Exception rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (Exception) failure;
    }
}
