package dev.eventstore.postgres.append;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.postgres.jdbc.FunctionTerms;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
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

    /** Notes what came of all appends of a batch, and what is known of the store now; nobody is told yet. */
    static void note(Batch appends, ResultSet row, KnownStreams known) throws SQLException {
        Set<Integer> odd = noteOdd(appends, row);
        noteOthers(appends, odd, row, known);
        noteState(appends, row, known);
    }

    /** Those that were decided one by one; returns the indexes of their streams. */
    private static Set<Integer> noteOdd(Batch appends, ResultSet row) throws SQLException {
        Integer[] indexes = (Integer[]) array(row, 4);
        Set<Integer> odd = new HashSet<>();
        if (indexes == null) {
            return odd;
        }
        Number[] codes = (Number[]) array(row, 5);
        Long[] firsts = (Long[]) array(row, 6);
        Long[] lasts = (Long[]) array(row, 7);
        Long[] positions = (Long[]) array(row, 8);
        UUID[] ids = (UUID[]) array(row, 9);
        String[] streams = (String[]) array(row, 10);
        for (int i = 0; i < indexes.length; i++) {
            PendingAppend append = appends.appends().get(indexes[i] - 1);
            odd.add(appends.stream(append).index());
            note(
                    append,
                    new Row(
                            codes[i].intValue(),
                            orZero(firsts[i]),
                            orZero(lasts[i]),
                            orZero(positions[i]),
                            ids[i],
                            streams[i]));
        }
        return odd;
    }

    /** Those that were written by one statement, in the order of the batch. */
    private static void noteOthers(Batch appends, Set<Integer> odd, ResultSet row, KnownStreams known)
            throws SQLException {
        known.found(row.getBoolean(13));
        Long[] ids = (Long[]) array(row, 11);
        Long[] versions = (Long[]) array(row, 3);
        long position = row.getLong(2) - 1;
        if (ids != null) {
            for (BatchStream stream : appends.streams()) {
                stream.stands(ids[stream.index() - 1], versions[stream.index() - 1]);
            }
        }
        for (PendingAppend append : appends.appends()) {
            BatchStream stream = appends.stream(append);
            if (odd.isEmpty() || !odd.contains(stream.index())) {
                long before = stream.version();
                stream.stands(stream.id(), before + append.events());
                position += append.events();
                append.written(before + 1, before + append.events(), position);
            }
        }
        for (BatchStream stream : appends.streams()) {
            if (odd.contains(stream.index())) {
                known.forget(stream.name());
            } else {
                known.note(stream.name(), stream.id(), stream.version());
            }
        }
    }

    /** How the store stands now: as the last of what was written left it, or as it was found. */
    private static void noteState(Batch appends, ResultSet row, KnownStreams known) throws SQLException {
        PendingAppend last = null;
        for (PendingAppend append : appends.appends()) {
            if (append.isWritten()) {
                append.request().events().forEach(event -> known.added(event.id()));
            }
            if (append.lastPosition() > (last == null ? row.getLong(2) - 1 : last.lastPosition())) {
                last = append;
            }
        }
        if (last == null) {
            known.numbered(row.getLong(14));
        } else {
            known.stands(last.lastPosition(), last.lastId(), row.getLong(12), row.getLong(14));
        }
    }

    static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    static Object array(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : array.getArray();
    }
}
