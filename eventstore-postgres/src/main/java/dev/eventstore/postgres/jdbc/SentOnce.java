package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A statement that must not be carried out twice. It is sent again only while it is known to have done nothing: what was sent and
 * not answered may have been carried out, and its caller is told so. Thread-safe: its state is settled between the thread that
 * sends and the timer that gives up.
 *
 * @param <T> what its row says
 */
public final class SentOnce<T> {

    private enum State {
        WAITING,
        SENT,
        GIVEN_UP
    }

    /** Sets the parameters of the statement. */
    @FunctionalInterface
    public interface Binder {

        /**
         * Sets them.
         *
         * @param statement the statement
         * @throws SQLException if the driver refuses one
         */
        void bind(PreparedStatement statement) throws SQLException;
    }

    /**
     * Reads the only row.
     *
     * @param <T> what it says
     */
    @FunctionalInterface
    public interface RowReader<T> {

        /**
         * Reads it.
         *
         * @param row stands on the row
         * @return what it says
         * @throws SQLException if the driver cannot read it
         */
        T read(ResultSet row) throws SQLException;
    }

    private final StreamId stream;
    private final String sql;
    private final Binder binder;
    private final RowReader<T> reader;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /**
     * A statement that was not sent yet.
     *
     * @param stream the stream that it is about, whose process the failure names
     * @param sql the statement
     * @param binder sets its parameters
     * @param reader reads its row, or throws the refusal that it says
     */
    public SentOnce(StreamId stream, String sql, Binder binder, RowReader<T> reader) {
        this.stream = stream;
        this.sql = sql;
        this.binder = binder;
        this.reader = reader;
    }

    /**
     * Sends it, unless it was given up.
     *
     * @param connection in autocommit
     * @return what its row says
     * @throws SQLException if it did nothing, so that it may be sent again
     */
    public T run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            if (!state.compareAndSet(State.WAITING, State.SENT)) {
                throw new DeadlineExceededException(
                        "the deadline passed before it was sent; nothing was written", null);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return reader.read(row);
            }
        } catch (SQLException e) {
            if (state.get() == State.SENT && SqlStates.kind(e) == SqlStates.Kind.LOST) {
                throw unknown();
            }
            // The server has answered with a failure, so nothing was done.
            state.compareAndSet(State.SENT, State.WAITING);
            throw e;
        }
    }

    /**
     * What the caller is told: if time ran out after it was sent, that nobody knows.
     *
     * @param thrown why it failed
     * @return the failure
     */
    public RuntimeException failure(Throwable thrown) {
        RuntimeException failure = Failures.rethrow(thrown);
        boolean gaveUp = failure instanceof DeadlineExceededException
                || failure instanceof StorageUnavailableException
                || failure instanceof StoreClosedException;
        return gaveUp && !state.compareAndSet(State.WAITING, State.GIVEN_UP) && state.get() == State.SENT
                ? unknown()
                : failure;
    }

    private AskOutcomeUnknownException unknown() {
        return new AskOutcomeUnknownException(ProcessName.stream(stream));
    }
}
