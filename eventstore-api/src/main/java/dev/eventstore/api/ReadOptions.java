package dev.eventstore.api;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a stream is read: in which direction, from which number, how many events. Immutable.
 *
 * @param direction forward or backward
 * @param start the first number to read; empty: from the beginning forward, from the end backward
 * @param max the largest number of events, {@link Long#MAX_VALUE} for all of them
 * @param page how many events are fetched at a time, 1 to 10,000; also the limit of one {@link EventStore#read read} where
 *     no limit is given
 */
public record ReadOptions(Direction direction, OptionalLong start, long max, int page) {

    /** The largest page. */
    public static final int MAX_PAGE = 10_000;

    private static final int DEFAULT_PAGE = 1_000;

    /** The direction of a read. */
    public enum Direction {
        /** From old to new. */
        FORWARD,
        /** From new to old. */
        BACKWARD
    }

    /**
     * Checks the components.
     *
     * @param direction forward or backward
     * @param start the first number to read; empty: from the beginning forward, from the end backward
     * @param max the largest number of events, {@link Long#MAX_VALUE} for all of them
     * @param page how many events are fetched at a time, 1 to 10,000; also the limit of one {@link EventStore#read read} where
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public ReadOptions {
        Objects.requireNonNull(direction, "direction must not be null");
        if (start.isPresent() && start.getAsLong() < 0) {
            throw new IllegalArgumentException("from must be 0 or more, but was " + start.getAsLong());
        }
        if (max < 0) {
            throw new IllegalArgumentException("limit must be 0 or more, but was " + max);
        }
        if (page < 1 || page > MAX_PAGE) {
            throw new IllegalArgumentException("pageSize must be between 1 and " + MAX_PAGE + ", but was " + page);
        }
    }

    /**
     * From old to new, from the beginning.
     *
     * @return the options
     */
    public static ReadOptions forward() {
        return new ReadOptions(Direction.FORWARD, OptionalLong.empty(), Long.MAX_VALUE, DEFAULT_PAGE);
    }

    /**
     * From new to old, from the end.
     *
     * @return the options
     */
    public static ReadOptions backward() {
        return new ReadOptions(Direction.BACKWARD, OptionalLong.empty(), Long.MAX_VALUE, DEFAULT_PAGE);
    }

    /**
     * The same, beginning with the event of this number, or the next one in the direction of reading if there is none.
     *
     * @param number the number, 0 or more
     * @return changed options
     * @throws IllegalArgumentException if the number is negative
     */
    public ReadOptions from(long number) {
        return new ReadOptions(direction, OptionalLong.of(number), max, page);
    }

    /**
     * The same with at most this many events.
     *
     * @param count the limit, 0 or more
     * @return changed options
     * @throws IllegalArgumentException if the limit is negative
     */
    public ReadOptions limit(long count) {
        return new ReadOptions(direction, start, count, page);
    }

    /**
     * The same, fetching this many events at a time.
     *
     * @param count the page's size, 1 to 10,000
     * @return changed options
     * @throws IllegalArgumentException if the size is out of bounds
     */
    public ReadOptions pageSize(int count) {
        return new ReadOptions(direction, start, max, count);
    }
}
