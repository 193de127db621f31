package dev.eventstore.cli.bench.yardstick;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A table like the store's own table of events, with the same three unique indexes, and rows for it. Thread-safe.
 */
final class EventRows {

    static final String COLUMNS = "position, stream_id, version, event_id, created_at, type, data, metadata";

    private static final short COLUMN_COUNT = (short) COLUMNS.split(", ").length;

    private final String table;
    private final AtomicLong position = new AtomicLong();

    private EventRows(String table) {
        this.table = table;
    }

    static EventRows likeStore(Scratch scratch, String storeSchema) throws SQLException {
        String table = scratch.newSchema() + ".events";
        scratch.execute("create table " + table + " (like " + storeSchema + ".events including all)");
        // The yardstick keeps bytes, whatever the store keeps.
        scratch.execute("alter table " + table + " alter column data type bytea using ''::bytea,"
                + " alter column metadata type bytea using null::bytea");
        return new EventRows(table);
    }

    String table() {
        return table;
    }

    /** The next position, which is never given twice. */
    long nextPosition() {
        return position.incrementAndGet();
    }

    /** An id as the store's events have them: version 7, growing with time. */
    static UUID nextId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000L | random.nextInt(0x1000);
        return new UUID(high, random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
    }

    /** Puts a row into the buffer in the binary form of COPY. */
    static void put(ByteBuffer buffer, long position, long stream, long version, long micros, byte[][] texts) {
        buffer.putShort(COLUMN_COUNT);
        buffer.putInt(Long.BYTES).putLong(position);
        buffer.putInt(Long.BYTES).putLong(stream);
        buffer.putInt(Long.BYTES).putLong(version);
        UUID id = nextId();
        buffer.putInt(2 * Long.BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        buffer.putInt(Long.BYTES).putLong(micros);
        for (byte[] text : texts) {
            buffer.putInt(text.length).put(text);
        }
    }
}
