package dev.eventstore.postgres.link;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.FunctionTerms;
import dev.eventstore.postgres.jdbc.SentOnce;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.UUID;

/** The parameters and the outcome of one call that links events. Immutable. */
final class LinkCall {

    private final Request request;

    LinkCall(Request request) {
        this.request = request;
    }

    SentOnce<Linked> sending(String sql) {
        return new SentOnce<>(request.stream(), sql, this::bind, this::outcome);
    }

    /** Calls the function in the transaction that the connection is in. */
    Linked in(Connection connection, String sql, int seconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(seconds);
            bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return outcome(row);
            }
        }
    }

    private void bind(PreparedStatement statement) throws SQLException {
        FunctionTerms.setEpoch(statement, 1, request.epoch());
        statement.setString(2, request.stream().value());
        statement.setLong(3, FunctionTerms.expectation(request.expected()));
        statement.setObject(4, request.createdAt().atOffset(ZoneOffset.UTC));
        BinaryArray ids = BinaryArray.ofUuids(request.eventIds().size());
        request.eventIds().forEach(ids::addUuid);
        statement.setObject(5, ids);
    }

    private Linked outcome(ResultSet row) throws SQLException {
        int code = row.getInt(1);
        if (code != FunctionTerms.WRITTEN) {
            throw refusal(code, row);
        }
        return new Linked(
                new AppendResult(request.stream(), row.getLong(2), row.getLong(3), row.getLong(4)), row.getLong(6));
    }

    private EventStoreException refusal(int code, ResultSet row) throws SQLException {
        StreamId stream = request.stream();
        long version = row.getLong(3);
        return switch (code) {
            case FunctionTerms.SUPERSEDED ->
                new SupersededException(request.epoch().orElseThrow(), row.getLong(4));
            case FunctionTerms.DUPLICATE -> new DuplicateEventException(row.getObject(5, UUID.class), stream, version);
            case FunctionTerms.NO_EVENT -> new EventNotFoundException(row.getObject(5, UUID.class));
            default -> FunctionTerms.refusal(code, stream, request.expected(), version);
        };
    }
}
