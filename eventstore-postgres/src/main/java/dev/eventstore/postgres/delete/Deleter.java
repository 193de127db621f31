package dev.eventstore.postgres.delete;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.ExpectationCode;
import dev.eventstore.postgres.jdbc.SentOnce;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Deletes streams in PostgreSQL. Thread-safe: each call is one statement in autocommit, so no client's turn happens while the
 * head row is locked.
 */
public final class Deleter {

    private static final int WRITTEN = 0;
    private static final int SUPERSEDED = 1;
    private static final int DELETED = 3;
    private static final int WRONG_VERSION = 4;
    private static final int EXISTS = 5;
    private static final int NO_STREAM = 6;

    private final Work work;
    private final LongConsumer onDeleted;
    private final String sql;

    /**
     * The deletions of a database.
     *
     * @param database the database
     * @param work the threads that wait for it
     * @param onDeleted told the id of each deletion
     */
    public Deleter(Database database, Work work, LongConsumer onDeleted) {
        this.work = work;
        this.onDeleted = onDeleted;
        this.sql = new Sql(database.config().schema()).get("delete/delete.sql");
    }

    /**
     * Deletes a stream.
     *
     * @param deletion what is deleted
     * @return completes with the deletion's id
     */
    public CompletionStage<Long> delete(Deletion deletion) {
        SentOnce<Long> call = new SentOnce<>(
                deletion.stream(), sql, statement -> bind(statement, deletion), row -> outcome(row, deletion));
        return work.run("deleting", deletion.deadline(), call::run).handle((id, failure) -> {
            if (failure != null) {
                throw call.failure(failure);
            }
            onDeleted.accept(id);
            return id;
        });
    }

    private static void bind(PreparedStatement statement, Deletion deletion) throws SQLException {
        if (deletion.epoch().isPresent()) {
            statement.setLong(1, deletion.epoch().getAsLong());
        } else {
            statement.setNull(1, Types.BIGINT);
        }
        statement.setString(2, deletion.stream().value());
        statement.setLong(3, ExpectationCode.of(deletion.expected()));
        statement.setBoolean(4, deletion.mode() == DeleteMode.HARD);
        statement.setObject(5, deletion.deletedAt().atOffset(ZoneOffset.UTC));
    }

    private static long outcome(ResultSet row, Deletion deletion) throws SQLException {
        int code = row.getInt(1);
        if (code != WRITTEN) {
            throw refusal(code, row, deletion);
        }
        return row.getLong(4);
    }

    private static EventStoreException refusal(int code, ResultSet row, Deletion deletion) throws SQLException {
        StreamId stream = deletion.stream();
        long version = row.getLong(2);
        return switch (code) {
            case SUPERSEDED -> new SupersededException(deletion.epoch().orElseThrow(), row.getLong(3));
            case DELETED -> new StreamDeletedException(stream);
            case WRONG_VERSION -> new WrongExpectedVersionException(stream, deletion.expected(), version);
            case EXISTS -> new StreamExistsException(stream, version);
            case NO_STREAM -> new StreamNotFoundException(stream);
            default -> throw new IllegalStateException("outcome " + code + " is not known");
        };
    }
}
