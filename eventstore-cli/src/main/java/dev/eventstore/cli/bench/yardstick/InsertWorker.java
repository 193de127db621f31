package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.bench.measure.Worker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that a durable event can cost one caller: a transaction that inserts one row into a table like the store's own.
 * Confined to one thread.
 */
public final class InsertWorker implements Worker {

    private final Connection connection;
    private final PreparedStatement insert;
    private final EventRows rows;
    private final long stream;
    private long version;

    private InsertWorker(Connection connection, EventRows rows, Payload payload, long stream) throws SQLException {
        this.connection = connection;
        this.rows = rows;
        this.stream = stream;
        insert = connection.prepareStatement(
                "insert into " + rows.table() + " (" + EventRows.COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)");
        insert.setString(6, Payload.TYPE);
        insert.setBytes(7, payload.dataBytes());
        insert.setBytes(8, payload.metadataBytes());
    }

    /**
     * Workers with a connection each, on one table.
     *
     * @param scratch where
     * @param storeSchema the schema of the store whose table is imitated
     * @param payload what is written
     * @param count how many workers
     * @return the workers
     * @throws SQLException if the server refuses
     */
    public static List<InsertWorker> open(Scratch scratch, String storeSchema, Payload payload, int count)
            throws SQLException {
        EventRows rows = EventRows.likeStore(scratch, storeSchema);
        List<InsertWorker> workers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            workers.add(new InsertWorker(scratch.connect(), rows, payload, i));
        }
        return workers;
    }

    @Override
    public int once() throws SQLException {
        insert.setLong(1, rows.nextPosition());
        insert.setLong(2, stream);
        insert.setLong(3, ++version);
        insert.setObject(4, EventRows.nextId());
        insert.setObject(5, OffsetDateTime.now(ZoneOffset.UTC));
        insert.executeUpdate();
        return 1;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
