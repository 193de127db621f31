package dev.eventstore.api;

import dev.eventstore.api.internal.Names;
import java.util.UUID;

/**
 * The name of a stream: 1 to 255 printable characters, compared exactly.
 *
 * <p>Names that begin with {@code $} belong to the store; the only one today is {@link #ALL}. Immutable.
 *
 * @param value the name
 */
public record StreamId(String value) implements Comparable<StreamId> {

    /** The largest number of characters (UTF-16 units) of a name. */
    public static final int MAX_LENGTH = 255;

    /** All events of the store in the order of their commits. It can be read and subscribed to, never appended to. */
    public static final StreamId ALL = new StreamId("$all");

    /**
     * Checks the components.
     *
     * @param value the name
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public StreamId {
        Names.requireValid("stream id", value, MAX_LENGTH);
        if (value.startsWith("$") && !value.equals("$all")) {
            throw new IllegalArgumentException("stream id '" + value
                    + "' must not begin with '$': such names belong to the store ('$all' is the only one)");
        }
    }

    /**
     * The stream of this name.
     *
     * @param value the name
     * @return the stream's id
     * @throws IllegalArgumentException if the name is not allowed, as the constructor says
     */
    public static StreamId of(String value) {
        return "$all".equals(value) ? ALL : new StreamId(value);
    }

    /**
     * The stream that is named by a UUID.
     *
     * @param value the UUID
     * @return the stream's id
     */
    public static StreamId of(UUID value) {
        return new StreamId(value.toString());
    }

    /**
     * Whether this is {@code $all}.
     *
     * @return true for {@link #ALL}
     */
    public boolean isAll() {
        return value.equals("$all");
    }

    @Override
    public int compareTo(StreamId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
