package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.bench.measure.Worker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Reading without the store: pages of {@code $all} by position over JDBC, every column decoded, from the start again at the
 * end. Confined to one thread.
 */
public final class ReadWorker implements Worker {

    private static final String SQL = """
            select e.position, s.name, e.version, e.event_id, e.causation_id, e.correlation_id,
                   (extract(epoch from e.created_at) * 1000000)::bigint, e.type, e.data, e.metadata
              from %1$s.events e join %1$s.streams s using (stream_id)
             where e.position > ? order by e.position limit ?
            """;

    private final Connection connection;
    private final PreparedStatement select;
    private final int page;
    private long position;

    private ReadWorker(Connection connection, String schema, int page) throws SQLException {
        this.connection = connection;
        this.page = page;
        select = connection.prepareStatement(SQL.formatted(schema));
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
                rows.getString(2);
                rows.getLong(3);
                rows.getObject(4, UUID.class);
                rows.getObject(5, UUID.class);
                rows.getObject(6, UUID.class);
                rows.getLong(7);
                rows.getString(8);
                rows.getBytes(9);
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
