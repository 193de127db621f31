package dev.eventstore.postgres.delete;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.FunctionTerms;
import dev.eventstore.postgres.jdbc.SentOnce;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Deletes streams in PostgreSQL. Thread-safe: each call is one statement in autocommit, so no client's turn happens while the
 * head row is locked.
 */
public final class Deleter {

    private final Work work;
    private final String schema;
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
        this.schema = database.config().schema();
        this.sql = new Sql(schema).get("delete/delete.sql");
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
                throw refused(deletion, call.failure(failure));
            }
            onDeleted.accept(id);
            return id;
        });
    }

    /** Who may append need not be permitted to remove: that is granted apart. */
    private RuntimeException refused(Deletion deletion, RuntimeException failure) {
        return deletion.mode() == DeleteMode.HARD && SqlStates.isForbidden(failure.getCause())
                ? new StorageException(
                        "the hard delete of stream '" + deletion.stream()
                                + "' is not permitted to this role; nothing was"
                                + " written. As the owner: grant delete on events, links, streams and update (floor) on head in"
                                + " schema '" + schema + "' to it, or delete softly",
                        failure.getCause())
                : failure;
    }

    private static void bind(PreparedStatement statement, Deletion deletion) throws SQLException {
        FunctionTerms.setEpoch(statement, 1, deletion.epoch());
        statement.setString(2, deletion.stream().value());
        statement.setLong(3, FunctionTerms.expectation(deletion.expected()));
        statement.setBoolean(4, deletion.mode() == DeleteMode.HARD);
        statement.setObject(5, deletion.deletedAt().atOffset(ZoneOffset.UTC));
    }

    private static long outcome(ResultSet row, Deletion deletion) throws SQLException {
        int code = row.getInt(1);
        return switch (code) {
            case FunctionTerms.WRITTEN -> row.getLong(4);
            case FunctionTerms.SUPERSEDED ->
                throw new SupersededException(deletion.epoch().orElseThrow(), row.getLong(3));
            default -> throw FunctionTerms.refusal(code, deletion.stream(), deletion.expected(), row.getLong(2));
        };
    }
}
