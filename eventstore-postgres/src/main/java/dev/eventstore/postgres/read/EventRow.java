package dev.eventstore.postgres.read;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the events table, in the order of columns that all reading statements have. Immutable.
 */
record EventRow(
        long position,
        long streamId,
        long version,
        UUID id,
        String type,
        byte[] data,
        byte @Nullable [] metadata,
        @Nullable UUID causationId,
        @Nullable UUID correlationId,
        long createdAtMicros) {

    static final int COLUMNS = 10;
    private static final long MICROS_1970_TO_2000 = 946_684_800_000_000L;

    static boolean isPresent(ResultSet row) throws SQLException {
        row.getLong(1);
        return !row.wasNull();
    }

    static EventRow of(ResultSet row) throws SQLException {
        return new EventRow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getObject(4, UUID.class),
                row.getString(5),
                row.getBytes(6),
                row.getBytes(7),
                row.getObject(8, UUID.class),
                row.getObject(9, UUID.class),
                micros(row, 10));
    }

    StoredEvent toEvent(String stream, long number) {
        return new StoredEvent(
                id,
                type,
                stream,
                version,
                position,
                number,
                createdAtMicros,
                data,
                metadata,
                causationId,
                correlationId);
    }

    /** In binary transfer the driver hands out the eight bytes as they are: microseconds since 2000. */
    private static long micros(ResultSet row, int column) throws SQLException {
        byte[] raw = row.getBytes(column);
        if (raw.length == Long.BYTES) {
            return ByteBuffer.wrap(raw).getLong() + MICROS_1970_TO_2000;
        }
        return ChronoUnit.MICROS.between(
                Instant.EPOCH, row.getObject(column, OffsetDateTime.class).toInstant());
    }
}
