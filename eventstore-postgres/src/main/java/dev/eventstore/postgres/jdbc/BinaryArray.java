package dev.eventstore.postgres.jdbc;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * A one-dimensional array parameter in PostgreSQL's binary format, filled element by element. Confined to one thread.
 *
 * <p>The driver has no binary form for {@code uuid[]} and {@code timestamptz[]}, and boxes the elements of the others.
 */
public final class BinaryArray extends PGobject implements PGBinaryObject {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final long SECONDS_1970_TO_2000 = 946_684_800L;
    private static final int HAS_NULLS_OFFSET = 7;
    private static final int LENGTH_OFFSET = 12;
    private static final int HEADER = 20;
    /** int4[], int8[], uuid[], timestamptz[], text[], bytea[]. */
    private static final int[] ARRAY_TYPES = {1007, 1016, 2951, 1185, 1009, 1001};

    private byte[] bytes;
    private int size;
    private int elements;

    private BinaryArray(String arrayType, int elementOid, int capacity) {
        setType(arrayType);
        bytes = new byte[HEADER + capacity];
        putInt(1);
        putInt(0);
        putInt(elementOid);
        putInt(0);
        putInt(1);
    }

    /**
     * Has a connection take such arrays that was not made for it. For those who send them as text nothing changes.
     *
     * @param connection a connection of the driver, wrapped or not
     * @throws SQLException if it is none
     */
    public static void allow(Connection connection) throws SQLException {
        QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
        for (int type : ARRAY_TYPES) {
            executor.addBinarySendOid(type);
        }
    }

    /**
     * An empty {@code int4[]}.
     *
     * @param expected how many elements are expected
     * @return the array
     */
    public static BinaryArray ofInts(int expected) {
        return new BinaryArray("_int4", 23, expected * 8);
    }

    /**
     * An empty {@code int8[]}.
     *
     * @param expected how many elements are expected
     * @return the array
     */
    public static BinaryArray ofLongs(int expected) {
        return new BinaryArray("_int8", 20, expected * 12);
    }

    /**
     * An empty {@code uuid[]}.
     *
     * @param expected how many elements are expected
     * @return the array
     */
    public static BinaryArray ofUuids(int expected) {
        return new BinaryArray("_uuid", 2950, expected * 20);
    }

    /**
     * An empty {@code timestamptz[]}.
     *
     * @param expected how many elements are expected
     * @return the array
     */
    public static BinaryArray ofTimes(int expected) {
        return new BinaryArray("_timestamptz", 1184, expected * 12);
    }

    /**
     * An empty {@code text[]}.
     *
     * @param expected how many elements are expected
     * @return the array
     */
    public static BinaryArray ofTexts(int expected) {
        return new BinaryArray("_text", 25, expected * 32);
    }

    /**
     * An empty {@code bytea[]}.
     *
     * @param capacity how many bytes are expected in all
     * @return the array
     */
    public static BinaryArray ofBytes(int capacity) {
        return new BinaryArray("_bytea", 17, capacity);
    }

    /**
     * Adds a number to an {@code int4[]}.
     *
     * @param value the number
     */
    public void addInt(int value) {
        elements++;
        putInt(4);
        putInt(value);
    }

    /**
     * Adds a number to an {@code int8[]}.
     *
     * @param value the number
     */
    public void addLong(long value) {
        elements++;
        putInt(8);
        putLong(value);
    }

    /**
     * Adds an id to a {@code uuid[]}.
     *
     * @param value the id
     */
    public void addUuid(@Nullable UUID value) {
        elements++;
        if (value == null) {
            putNull();
        } else {
            putInt(16);
            putLong(value.getMostSignificantBits());
            putLong(value.getLeastSignificantBits());
        }
    }

    /**
     * Adds a time to a {@code timestamptz[]}.
     *
     * @param value the time, in whole microseconds
     */
    public void addTime(Instant value) {
        addLong((value.getEpochSecond() - SECONDS_1970_TO_2000) * 1_000_000 + value.getNano() / 1_000);
    }

    /**
     * Adds a text to a {@code text[]}.
     *
     * @param value the text
     */
    public void addText(String value) {
        addBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds bytes to a {@code bytea[]}.
     *
     * @param value the bytes
     */
    public void addBytes(byte @Nullable [] value) {
        elements++;
        if (value == null) {
            putNull();
        } else {
            putInt(value.length);
            reserve(value.length);
            System.arraycopy(value, 0, bytes, size, value.length);
            size += value.length;
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("a binary array is a parameter, never a result");
    }

    @Override
    public int lengthInBytes() {
        return size;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        int length = size;
        size = LENGTH_OFFSET;
        putInt(elements);
        size = length;
        System.arraycopy(bytes, 0, target, offset, size);
    }

    @Override
    public String getValue() {
        throw new IllegalStateException(
                "binary transfer of " + getType() + " is off: remove binaryTransfer=false from the JDBC URL");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public Object clone() {
        throw new UnsupportedOperationException("a binary array is used once");
    }

    private void putNull() {
        bytes[HAS_NULLS_OFFSET] = 1;
        putInt(-1);
    }

    private void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    private void putInt(int value) {
        reserve(4);
        bytes[size++] = (byte) (value >>> 24);
        bytes[size++] = (byte) (value >>> 16);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
