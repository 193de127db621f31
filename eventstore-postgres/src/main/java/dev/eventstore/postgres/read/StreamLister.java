package dev.eventstore.postgres.read;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Lists streams, page and total by one statement. Thread-safe.
 *
 * <p>The total makes every page look at every stream, so the orders have no indexes of their own: sorting costs little beside
 * it, and an index would cost every new stream.
 */
public final class StreamLister {

    private final Work work;
    private final String version;
    private final String list;

    /**
     * A lister.
     *
     * @param database where to read
     * @param work the threads that read
     */
    public StreamLister(Database database, Work work) {
        this.work = work;
        Sql sql = new Sql(database.config().schema());
        this.version = sql.get("read/stream_version.sql");
        this.list = sql.get("read/stream_list.sql").replace("${version}", version);
    }

    /**
     * Lists streams.
     *
     * @param query which streams, in which order, which page
     * @param deadline when the caller stops waiting
     * @return completes with the page
     */
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return work.run("listing streams", deadline, connection -> page(connection, query));
    }

    private Page<StreamInfo> page(Connection connection, StreamQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(list.replace("${order}", order(query)))) {
            statement.setString(1, query.search());
            statement.setBoolean(2, query.includesAll());
            statement.setBoolean(3, query.includesDeleted());
            statement.setInt(4, query.size());
            statement.setLong(5, (query.page() - 1L) * query.size());
            try (ResultSet row = statement.executeQuery()) {
                List<StreamInfo> entries = new ArrayList<>();
                long total = 0;
                while (row.next()) {
                    total = row.getLong(1);
                    String name = row.getString(2);
                    if (name != null) {
                        entries.add(new StreamInfo(
                                StreamId.of(name), row.getLong(5), time(row, 3).orElseThrow(), time(row, 4)));
                    }
                }
                return new Page<>(entries, query.page(), query.size(), total);
            }
        }
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Chosen among words of our own, so nothing of the caller's gets into the statement. */
    private String order(StreamQuery query) {
        String direction = query.direction() == StreamQuery.Direction.DESCENDING ? " desc" : "";
        String name = "l.name" + direction;
        return switch (query.sort()) {
            case NAME -> name;
            case VERSION -> version + direction + ", " + name;
            case CREATED -> "l.created_at" + direction + ", " + name;
            case DELETED -> "l.deleted_at" + direction + " nulls last, " + name;
        };
    }
}
