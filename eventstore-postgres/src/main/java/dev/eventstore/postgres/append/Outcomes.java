package dev.eventstore.postgres.append;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.postgres.jdbc.FunctionTerms;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the database's functions as results and exceptions. Stateless.
 */
final class Outcomes {

    private Outcomes() {}

    /** An outcome as a row tells it. */
    record Row(
            int code,
            long firstVersion,
            long lastVersion,
            long lastPosition,
            @Nullable UUID otherId,
            @Nullable String otherStream) {}

    /** Notes what came of an append; nobody is told yet. */
    static void note(PendingAppend append, Row row) {
        StreamId stream = append.request().stream();
        switch (row.code()) {
            case FunctionTerms.WRITTEN -> append.written(row.firstVersion(), row.lastVersion(), row.lastPosition());
            case FunctionTerms.SUPERSEDED -> superseded(append, row.lastPosition());
            case FunctionTerms.DUPLICATE -> append.refused(duplicate(row));
            default ->
                append.refused(FunctionTerms.refusal(
                        row.code(), stream, append.request().expected(), row.lastVersion()));
        }
    }

    static void superseded(PendingAppend append, long current) {
        append.refused(new SupersededException(append.request().epoch().orElseThrow(), current));
    }

    private static RuntimeException missing(Row row) {
        return new StorageException("event " + row.otherId() + " is stored in a stream that has no name", null);
    }

    private static DuplicateEventException duplicate(Row row) {
        UUID id = row.otherId();
        String stream = row.otherStream();
        if (id == null || stream == null) {
            throw missing(row);
        }
        return new DuplicateEventException(id, StreamId.of(stream), row.lastVersion());
    }
}
