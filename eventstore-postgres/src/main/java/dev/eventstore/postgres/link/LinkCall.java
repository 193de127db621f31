package dev.eventstore.postgres.link;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.SqlStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One call that links events. It is sent again only while it is known to have done nothing: what was sent and not answered may
 * have been carried out, and its caller is told so. Thread-safe: its state is settled between the thread that sends and the
 * timer that gives up.
 */
final class LinkCall {

    private static final int WRITTEN = 0;
    private static final int SUPERSEDED = 1;
    private static final int DUPLICATE = 2;
    private static final int DELETED = 3;
    private static final int WRONG_VERSION = 4;
    private static final int EXISTS = 5;
    private static final int NO_STREAM = 6;
    private static final int NO_EVENT = 7;

    private enum State {
        WAITING,
        SENT,
        GIVEN_UP
    }

    private final Request request;
    private final String sql;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    LinkCall(Request request, String sql) {
        this.request = request;
        this.sql = sql;
    }

    Linked run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement);
            if (!state.compareAndSet(State.WAITING, State.SENT)) {
                throw new DeadlineExceededException(
                        "the deadline passed before the links were sent; nothing was written", null);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return outcome(row);
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

    /** What the caller is told: if time ran out after it was sent, that nobody knows. */
    RuntimeException failure(Throwable thrown) {
        RuntimeException failure = Failures.rethrow(thrown);
        boolean gaveUp = failure instanceof DeadlineExceededException
                || failure instanceof StorageUnavailableException
                || failure instanceof StoreClosedException;
        return gaveUp && !state.compareAndSet(State.WAITING, State.GIVEN_UP) && state.get() == State.SENT
                ? unknown()
                : failure;
    }

    private AskOutcomeUnknownException unknown() {
        return new AskOutcomeUnknownException(ProcessName.stream(request.stream()));
    }

    private void bind(PreparedStatement statement) throws SQLException {
        if (request.epoch().isPresent()) {
            statement.setLong(1, request.epoch().getAsLong());
        } else {
            statement.setNull(1, Types.BIGINT);
        }
        statement.setString(2, request.stream().value());
        statement.setLong(3, code(request.expected()));
        statement.setObject(4, request.createdAt().atOffset(ZoneOffset.UTC));
        BinaryArray ids = BinaryArray.ofUuids(request.eventIds().size());
        request.eventIds().forEach(ids::addUuid);
        statement.setObject(5, ids);
    }

    private Linked outcome(ResultSet row) throws SQLException {
        int code = row.getInt(1);
        if (code != WRITTEN) {
            throw refusal(code, row);
        }
        return new Linked(
                new AppendResult(request.stream(), row.getLong(2), row.getLong(3), row.getLong(4)), row.getLong(6));
    }

    private EventStoreException refusal(int code, ResultSet row) throws SQLException {
        StreamId stream = request.stream();
        long version = row.getLong(3);
        return switch (code) {
            case SUPERSEDED -> new SupersededException(request.epoch().orElseThrow(), row.getLong(4));
            case DUPLICATE -> new DuplicateEventException(row.getObject(5, UUID.class), stream, version);
            case DELETED -> new StreamDeletedException(stream);
            case WRONG_VERSION -> new WrongExpectedVersionException(stream, request.expected(), version);
            case EXISTS -> new StreamExistsException(stream, version);
            case NO_STREAM -> new StreamNotFoundException(stream);
            case NO_EVENT -> new EventNotFoundException(row.getObject(5, UUID.class));
            default -> throw new IllegalStateException("outcome " + code + " is not known");
        };
    }

    /** As the database's functions take it: a version, -1 any, -2 no stream, -3 stream exists. */
    private static long code(ExpectedVersion expected) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            return exactly.version();
        } else if (expected instanceof ExpectedVersion.Any) {
            return -1;
        }
        return expected instanceof ExpectedVersion.NoStream ? -2 : -3;
    }
}
