package dev.eventstore.postgres.append;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Writes events of many streams in their given order by one statement. Thread-safe.
 */
public final class Importer {

    private static final int MOST = 10_000;

    private final Work work;
    private final String sql;
    private final LongConsumer onWritten;

    /**
     * An importer.
     *
     * @param database where to write
     * @param work the threads that write
     * @param onWritten told the last position after each batch that wrote something
     */
    public Importer(Database database, Work work, LongConsumer onWritten) {
        this.work = work;
        this.sql = new Sql(database.config().schema()).get("append/import.sql");
        this.onWritten = onWritten;
    }

    /**
     * Imports a batch.
     *
     * @param events the events with their streams
     * @param deadline when the caller stops waiting
     * @return completes with how many were written and passed over
     */
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        if (events.size() > MOST) {
            throw new IllegalArgumentException(
                    "events must be " + MOST + " at most in one import, but were " + events.size());
        }
        return work.run("importing", deadline, connection -> write(connection, events));
    }

    private ImportResult write(Connection connection, List<ImportEvent> events) throws SQLException {
        Columns columns = new Columns(events);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            columns.bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String deleted = row.getString(3);
                if (deleted != null) {
                    throw new StreamDeletedException(StreamId.of(deleted));
                }
                int written = row.getInt(1);
                long last = row.getLong(2);
                if (written > 0) {
                    onWritten.accept(last);
                }
                return new ImportResult(written, events.size() - written, last);
            }
        }
    }

    /** The events as parameters; an id that comes again is left out. Confined to one thread. */
    private static final class Columns {

        private final Map<String, BatchStream> streams = new LinkedHashMap<>();
        private final EventArrays arrays;

        Columns(List<ImportEvent> events) {
            int bytes = 0;
            for (ImportEvent event : events) {
                bytes += event.event().data().length + 4;
            }
            arrays = new EventArrays(events.size(), bytes);
            Set<UUID> seen = new HashSet<>(events.size() * 2);
            for (ImportEvent event : events) {
                if (seen.add(event.event().id())) {
                    add(event);
                }
            }
        }

        private void add(ImportEvent event) {
            String name = event.stream().value();
            BatchStream stream = streams.get(name);
            if (stream == null) {
                stream = new BatchStream(streams.size() + 1, name, event.createdAt());
                streams.put(name, stream);
            }
            arrays.add(stream.index(), stream.nextPlace(), event.createdAt(), event.event());
        }

        void bind(PreparedStatement statement) throws SQLException {
            BinaryArray names = BinaryArray.ofTexts(streams.size());
            BinaryArray since = BinaryArray.ofTimes(streams.size());
            for (BatchStream stream : streams.values()) {
                names.addText(stream.name());
                since.addTime(stream.since());
            }
            statement.setObject(1, names);
            statement.setObject(2, since);
            arrays.bind(statement, 3);
        }
    }
}
