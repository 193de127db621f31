package dev.eventstore.postgres.append;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the database's functions as results and exceptions. Stateless.
 */
final class Outcomes {

    static final int WRITTEN = 0;
    private static final int SUPERSEDED = 1;
    private static final int DUPLICATE = 2;
    private static final int DELETED = 3;
    private static final int WRONG_VERSION = 4;
    private static final int EXISTS = 5;
    private static final int NOT_FOUND = 6;

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
            case WRITTEN -> append.written(row.firstVersion(), row.lastVersion(), row.lastPosition());
            case SUPERSEDED -> superseded(append, row.lastPosition());
            case DUPLICATE -> append.refused(duplicate(row));
            case DELETED -> append.refused(new StreamDeletedException(stream));
            case WRONG_VERSION ->
                append.refused(new WrongExpectedVersionException(
                        stream, append.request().expected(), row.lastVersion()));
            case EXISTS -> append.refused(new StreamExistsException(stream, row.lastVersion()));
            case NOT_FOUND -> append.refused(new StreamNotFoundException(stream));
            default -> throw new IllegalStateException("outcome " + row.code() + " is not known");
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
