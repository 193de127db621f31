package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.bench.measure.Worker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Reading without the store: pages of {@code $all} by position over JDBC in binary transfer, every column taken, names of
 * streams looked up in memory, from the start again at the end. Confined to one thread.
 */
public final class ReadWorker implements Worker {

    private static final String PAGE = """
            select position, stream_id, version, event_id, type, data, metadata, causation_id, correlation_id, created_at
              from %s.events where position > ? order by position limit ?
            """;

    private final Map<Long, String> names = new HashMap<>();
    private final Connection connection;
    private final PreparedStatement select;
    private final int page;
    private long position;

    private ReadWorker(Connection connection, String schema, int page) throws SQLException {
        this.connection = connection;
        this.page = page;
        select = connection.prepareStatement(PAGE.formatted(schema));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select stream_id, name from " + schema + ".streams")) {
            while (rows.next()) {
                names.put(rows.getLong(1), rows.getString(2));
            }
        }
    }

    /**
     * A worker with a connection of its own.
     *
     * @param scratch where
     * @param schema the store's schema
     * @param page how many events a page has
     * @return the worker
     * @throws SQLException if the server refuses
     */
    public static ReadWorker open(Scratch scratch, String schema, int page) throws SQLException {
        return new ReadWorker(scratch.connect(), schema, page);
    }

    @Override
    public int once() throws SQLException {
        select.setLong(1, position);
        select.setInt(2, page);
        int count = 0;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                position = rows.getLong(1);
                Objects.requireNonNull(names.get(rows.getLong(2)));
                rows.getLong(3);
                rows.getObject(4, UUID.class);
                rows.getString(5);
                rows.getBytes(6);
                rows.getBytes(7);
                rows.getObject(8, UUID.class);
                rows.getObject(9, UUID.class);
                rows.getBytes(10);
                count++;
            }
        }
        if (count < page) {
            position = 0;
        }
        return count;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
