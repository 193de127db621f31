package dev.eventstore.postgres.link;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.ExpectationCode;
import dev.eventstore.postgres.jdbc.SentOnce;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.UUID;

/** The parameters and the outcome of one call that links events. Immutable. */
final class LinkCall {

    private static final int WRITTEN = 0;
    private static final int SUPERSEDED = 1;
    private static final int DUPLICATE = 2;
    private static final int DELETED = 3;
    private static final int WRONG_VERSION = 4;
    private static final int EXISTS = 5;
    private static final int NO_STREAM = 6;
    private static final int NO_EVENT = 7;

    private final Request request;

    LinkCall(Request request) {
        this.request = request;
    }

    SentOnce<Linked> sending(String sql) {
        return new SentOnce<>(request.stream(), sql, this::bind, this::outcome);
    }

    private void bind(PreparedStatement statement) throws SQLException {
        if (request.epoch().isPresent()) {
            statement.setLong(1, request.epoch().getAsLong());
        } else {
            statement.setNull(1, Types.BIGINT);
        }
        statement.setString(2, request.stream().value());
        statement.setLong(3, ExpectationCode.of(request.expected()));
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
}
