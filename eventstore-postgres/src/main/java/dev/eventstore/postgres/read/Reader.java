package dev.eventstore.postgres.read;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.ReadRequest.Filtered;
import dev.eventstore.core.spi.storage.ReadRequest.Lease;
import dev.eventstore.core.spi.storage.ReadRequest.Scanned;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of streams and of {@code $all}, and what is known of streams. Thread-safe.
 */
public final class Reader {

    private final Work work;
    private final TimeSource time;
    private final Observer observer;
    private final StreamNames names;
    private final String allForward;
    private final String allBackward;
    private final String streamForward;
    private final String streamBackward;
    private final String streamInfo;
    private final String allInfo;
    private final String head;
    private final String holds;
    private final FilteredPages filtered;

    /**
     * A reader.
     *
     * @param database where to read
     * @param work the threads that read
     * @param time the node's clock
     * @param observer told of pages
     */
    public Reader(Database database, Work work, TimeSource time, Observer observer) {
        this.work = work;
        this.time = time;
        this.observer = observer;
        Sql sql = new Sql(database.config().schema());
        this.names = new StreamNames(sql.get("read/stream_names.sql"));
        this.allForward = sql.get("read/all_forward.sql");
        this.allBackward = sql.get("read/all_backward.sql");
        this.streamForward = sql.get("read/stream_forward.sql");
        this.streamBackward = sql.get("read/stream_backward.sql");
        this.streamInfo = sql.get("read/stream_info.sql");
        this.allInfo = sql.get("read/all_info.sql");
        this.head = sql.get("read/head.sql");
        this.holds = sql.get("subscription/holds.sql");
        this.filtered = new FilteredPages(sql, names);
    }

    /**
     * Reads one page.
     *
     * @param request which page
     * @return completes with its events
     */
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return work.run("reading", request.deadline(), connection -> {
            long began = time.nanoTime();
            List<StoredEvent> page = leased(connection, request, () -> readPage(connection, request));
            observer.read(request.stream(), page.size(), Duration.ofNanos(time.nanoTime() - began));
            return page;
        });
    }

    /**
     * Reads one page of what a filter lets pass.
     *
     * @param request which page, and what passes
     * @return completes with its events and up to where it has looked
     */
    public CompletionStage<Scanned> readFiltered(Filtered request) {
        ReadRequest page = request.page();
        return work.run("reading", page.deadline(), connection -> {
            long began = time.nanoTime();
            Scanned scanned = leased(connection, page, () -> filtered.read(connection, request));
            observer.read(page.stream(), scanned.events().size(), Duration.ofNanos(time.nanoTime() - began));
            return scanned;
        });
    }

    /**
     * What is known of a stream.
     *
     * @param stream the stream
     * @param deadline when the caller stops waiting
     * @return completes with its version and age, empty if there is no such stream
     */
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return work.run("reading", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(stream.isAll() ? allInfo : streamInfo)) {
                if (!stream.isAll()) {
                    statement.setString(1, stream.value());
                }
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    if (row.getBoolean(1)) {
                        throw new StreamDeletedException(stream);
                    }
                    return Optional.of(new StreamInfo(
                            stream,
                            row.getLong(3),
                            row.getObject(2, OffsetDateTime.class).toInstant()));
                }
            }
        });
    }

    /**
     * The position of the last event.
     *
     * @param deadline when the caller stops waiting
     * @return completes with the position, 0 if there is none
     */
    public CompletionStage<Long> head(Deadline deadline) {
        return work.run("reading", deadline, connection -> {
            long before = names.read();
            try (PreparedStatement statement = connection.prepareStatement(head);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                names.head(row.getLong(1), before);
                return row.getLong(1);
            }
        });
    }

    /** Reads a page of rows. */
    private interface PageRead<T> {
        T now() throws SQLException;
    }

    /** The lease is looked at after the page was read, so the stream was not removed in between. */
    private <T> T leased(Connection connection, ReadRequest request, PageRead<T> read) throws SQLException {
        try {
            T page = read.now();
            requireLease(connection, request);
            return page;
        } catch (StreamNotFoundException gone) {
            requireLease(connection, request);
            throw gone;
        }
    }

    private void requireLease(Connection connection, ReadRequest request) throws SQLException {
        if (request.lease().isEmpty()) {
            return;
        }
        Lease lease = request.lease().get();
        try (PreparedStatement statement = connection.prepareStatement(holds)) {
            statement.setString(1, request.stream().value());
            statement.setString(2, lease.name().value());
            statement.setLong(3, lease.token());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw new LeaseLostException(request.stream(), lease.name());
                }
            }
        }
    }

    /**
     * Names are looked up after the events. Where one is missing its stream was removed in between; then all is read again, since
     * a page that is short would pass for the end.
     */
    private List<StoredEvent> readPage(Connection connection, ReadRequest request) throws SQLException {
        while (true) {
            Optional<List<StoredEvent>> page =
                    request.stream().isAll() ? readAll(connection, request) : readStream(connection, request);
            if (page.isPresent()) {
                return page.get();
            }
        }
    }

    private Optional<List<StoredEvent>> readAll(Connection connection, ReadRequest request) throws SQLException {
        List<EventRow> rows = new ArrayList<>();
        String sql = request.backward() ? allBackward : allForward;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, request.from());
            statement.setInt(2, request.limit());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(EventRow.of(row));
                }
            }
        }
        names.learn(connection, rows);
        List<StoredEvent> page = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            String name = names.of(row.streamId());
            if (name == null) {
                return Optional.empty();
            }
            page.add(row.toEvent(name, row.position()));
        }
        return Optional.of(page);
    }

    private Optional<List<StoredEvent>> readStream(Connection connection, ReadRequest request) throws SQLException {
        String name = request.stream().value();
        List<EventRow> rows = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        boolean linked = false;
        String sql = request.backward() ? streamBackward : streamForward;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, request.from());
            statement.setInt(2, request.limit());
            statement.setLong(3, request.from());
            statement.setInt(4, request.limit());
            statement.setString(5, name);
            statement.setInt(6, request.limit());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new StreamNotFoundException(request.stream());
                }
                if (row.getBoolean(EventRow.COLUMNS + 1)) {
                    throw new StreamDeletedException(request.stream());
                }
                do {
                    if (EventRow.isPresent(row)) {
                        rows.add(EventRow.of(row));
                        numbers.add(row.getLong(EventRow.COLUMNS + 2));
                        linked |= row.getBoolean(EventRow.COLUMNS + 3);
                    }
                } while (row.next());
            }
        }
        if (linked) {
            names.learn(connection, rows);
        }
        return page(rows, numbers, linked ? null : name);
    }

    /** Rows of a stream as events; their streams' names are known, or it is one and the same. Empty: a name is missing. */
    private Optional<List<StoredEvent>> page(List<EventRow> rows, List<Long> numbers, @Nullable String same) {
        List<StoredEvent> page = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            EventRow event = rows.get(i);
            String stream = same == null ? names.of(event.streamId()) : same;
            if (stream == null) {
                return Optional.empty();
            }
            page.add(event.toEvent(stream, numbers.get(i)));
        }
        return Optional.of(page);
    }
}
