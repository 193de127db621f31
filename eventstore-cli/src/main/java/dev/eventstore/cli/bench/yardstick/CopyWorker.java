package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.bench.measure.Worker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * The limit of one connection: binary COPY, 1,000 rows each, into a table like the store's own. Confined to one thread.
 */
public final class CopyWorker implements Worker {

    private static final int ROWS = 1_000;
    private static final int STREAMS = 64;
    private static final int ROW_OVERHEAD_BYTES = 256;
    private static final byte[] SIGNATURE = "PGCOPY\n\u00FF\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Connection connection;
    private final CopyManager manager;
    private final EventRows rows;
    private final String sql;
    private final byte[][] texts;
    private final ByteBuffer buffer;
    private final long[] versions = new long[STREAMS];

    private CopyWorker(Connection connection, EventRows rows, Payload payload) throws SQLException {
        this.connection = connection;
        this.manager = connection.unwrap(PGConnection.class).getCopyAPI();
        this.rows = rows;
        this.sql = "copy " + rows.table() + " (" + EventRows.COLUMNS + ") from stdin (format binary)";
        this.texts = new byte[][] {
            Payload.TYPE.getBytes(StandardCharsets.UTF_8), payload.dataBytes(), payload.metadataBytes()
        };
        int rowBytes = ROW_OVERHEAD_BYTES + texts[0].length + texts[1].length + texts[2].length;
        this.buffer = ByteBuffer.allocate(ROWS * rowBytes);
    }

    /**
     * A worker with a connection and a table of its own.
     *
     * @param scratch where
     * @param storeSchema the schema of the store whose table is imitated
     * @param payload what is written
     * @return the worker
     * @throws SQLException if the server refuses
     */
    public static CopyWorker open(Scratch scratch, String storeSchema, Payload payload) throws SQLException {
        return new CopyWorker(scratch.connect(), EventRows.likeStore(scratch, storeSchema), payload);
    }

    @Override
    public int once() throws SQLException {
        long micros = EPOCH.until(Instant.now(), ChronoUnit.MICROS);
        buffer.clear();
        buffer.put(SIGNATURE).putInt(0).putInt(0);
        for (int i = 0; i < ROWS; i++) {
            int stream = i % STREAMS;
            EventRows.put(buffer, rows.nextPosition(), stream + 1, ++versions[stream], micros, texts);
        }
        buffer.putShort((short) -1);
        CopyIn copy = manager.copyIn(sql);
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        copy.endCopy();
        return ROWS;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
