package dev.eventstore.postgres.read;

import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.ReadRequest.Filtered;
import dev.eventstore.core.spi.storage.ReadRequest.Scanned;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of the events that a filter lets pass. One statement looks at a window of numbers, which begins with the first number
 * that has an event, and says where the stream ends, both of one moment. Thread-safe.
 */
final class FilteredPages {

    private static final int FIRST = EventRow.COLUMNS + 1;
    private static final int LAST = EventRow.COLUMNS + 2;
    private static final int DELETED = EventRow.COLUMNS + 3;
    private static final int NUMBER = EventRow.COLUMNS + 4;
    private static final int LINKED = EventRow.COLUMNS + 5;

    private final StreamNames names;
    private final String all;
    private final String stream;

    FilteredPages(Sql sql, StreamNames names) {
        this.names = names;
        this.all = sql.get("read/all_filtered.sql");
        this.stream = sql.get("read/stream_filtered.sql");
    }

    /** Where a name is missing its stream was removed since; then all is read again. */
    Scanned read(Connection connection, Filtered request) throws SQLException {
        while (true) {
            Rows rows = rows(connection, request);
            Optional<List<StoredEvent>> events = events(connection, request.page(), rows);
            if (events.isPresent()) {
                return scanned(request, rows, events.get());
            }
        }
    }

    private Rows rows(Connection connection, Filtered request) throws SQLException {
        ReadRequest page = request.page();
        boolean ofAll = page.stream().isAll();
        try (PreparedStatement statement = connection.prepareStatement(ofAll ? all : stream)) {
            statement.setLong(1, Math.max(1, page.from()));
            statement.setLong(2, request.most());
            statement.setArray(
                    3, connection.createArrayOf("text", request.filter().types().toArray()));
            statement.setString(4, request.filter().streamPrefix());
            statement.setInt(5, page.limit());
            if (!ofAll) {
                statement.setInt(6, page.limit());
                statement.setString(7, page.stream().value());
                statement.setInt(8, page.limit());
            }
            try (ResultSet row = statement.executeQuery()) {
                return rows(row, page);
            }
        }
    }

    private static Rows rows(ResultSet row, ReadRequest page) throws SQLException {
        boolean ofAll = page.stream().isAll();
        if (!row.next()) {
            throw new StreamNotFoundException(page.stream());
        }
        if (!ofAll && row.getBoolean(DELETED)) {
            throw new StreamDeletedException(page.stream());
        }
        long first = row.getLong(FIRST);
        Rows rows = new Rows(row.wasNull() ? Long.MAX_VALUE : first, row.getLong(LAST));
        do {
            if (EventRow.isPresent(row)) {
                EventRow event = EventRow.of(row);
                rows.events.add(event);
                rows.numbers.add(ofAll ? event.position() : row.getLong(NUMBER));
                rows.foreign |= ofAll || row.getBoolean(LINKED);
            }
        } while (row.next());
        return rows;
    }

    private Optional<List<StoredEvent>> events(Connection connection, ReadRequest page, Rows rows) throws SQLException {
        if (rows.foreign) {
            names.learn(connection, rows.events);
        }
        List<StoredEvent> events = new ArrayList<>(rows.events.size());
        for (int i = 0; i < rows.events.size(); i++) {
            EventRow event = rows.events.get(i);
            String name =
                    rows.foreign ? names.of(event.streamId()) : page.stream().value();
            if (name == null) {
                return Optional.empty();
            }
            events.add(event.toEvent(name, rows.numbers.get(i)));
        }
        return Optional.of(events);
    }

    private static Scanned scanned(Filtered request, Rows rows, List<StoredEvent> events) {
        long upTo;
        if (events.size() == request.page().limit()) {
            upTo = events.get(events.size() - 1).number();
        } else if (rows.first == Long.MAX_VALUE) {
            upTo = request.page().from() - 1;
        } else {
            upTo = Math.min(rows.first + request.most() - 1, rows.last);
        }
        return new Scanned(events, upTo, upTo < rows.last);
    }

    /** What a statement found. Confined to one thread. */
    private static final class Rows {

        private final long first;
        private final long last;
        private final List<EventRow> events = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();
        private boolean foreign;

        Rows(long first, long last) {
            this.first = first;
            this.last = last;
        }
    }
}
