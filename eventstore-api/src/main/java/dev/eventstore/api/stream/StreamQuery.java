package dev.eventstore.api.stream;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.internal.Names;
import java.util.Objects;

/**
 * Which streams are listed, in which order, and which page of them. Immutable.
 *
 * <p>A list holds {@code $all} and softly deleted streams unless they are left out. Streams that the order does not tell apart
 * follow each other by their names, in the same direction, so every order is a total one. Names are compared by their code
 * points. Pages are counted, not remembered: streams that are created or deleted between two pages move the others.
 *
 * @param search what a name must contain to be listed; empty for every name
 * @param sort the order
 * @param direction its direction
 * @param page which page, 1 for the first
 * @param size how many streams a page has, 1 to 1,000
 * @param includesAll whether {@code $all} is listed as well
 * @param includesDeleted whether softly deleted streams are listed as well
 */
public record StreamQuery(
        String search,
        Sort sort,
        Direction direction,
        int page,
        int size,
        boolean includesAll,
        boolean includesDeleted) {

    /** The largest page. */
    public static final int MAX_PAGE_SIZE = 1_000;

    private static final int DEFAULT_PAGE_SIZE = 50;

    /** By what streams are put in order. */
    public enum Sort {
        /** By name. */
        NAME,
        /** By version. The store looks at every stream that is listed, not only at those of the page. */
        VERSION,
        /** By the time of the first event. */
        CREATED,
        /** By the time of the soft deletion; streams that are not deleted come last in both directions. */
        DELETED
    }

    /** The direction of an order. */
    public enum Direction {
        /** The smallest, or oldest, first. */
        ASCENDING,
        /** The largest, or newest, first. */
        DESCENDING
    }

    /**
     * Checks the components.
     *
     * @param search what a name must contain to be listed; empty for every name
     * @param sort the order
     * @param direction its direction
     * @param page which page, 1 for the first
     * @param size how many streams a page has, 1 to 1,000
     * @param includesAll whether {@code $all} is listed as well
     * @param includesDeleted whether softly deleted streams are listed as well
     * @throws NullPointerException if a component is null
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public StreamQuery {
        Names.requirePrintable("search", search, StreamId.MAX_LENGTH);
        Objects.requireNonNull(sort, "sort must not be null");
        Objects.requireNonNull(direction, "direction must not be null");
        if (page < 1) {
            throw new IllegalArgumentException("page must be 1 or more, but was " + page);
        }
        if (size < 1 || size > MAX_PAGE_SIZE) {
            throw new IllegalArgumentException("pageSize must be between 1 and " + MAX_PAGE_SIZE + ", but was " + size);
        }
    }

    /**
     * The first 50 of all streams, by name.
     *
     * @return the query
     */
    public static StreamQuery all() {
        return new StreamQuery("", Sort.NAME, Direction.ASCENDING, 1, DEFAULT_PAGE_SIZE, true, true);
    }

    /**
     * The same, of streams whose names contain a term. It is looked for exactly as it is: no character in it has a meaning of
     * its own, and capital letters differ from small ones.
     *
     * @param term what to look for, at most 255 printable characters; an empty one is in every name
     * @return a changed query
     * @throws IllegalArgumentException if the term is too long or not printable
     */
    public StreamQuery search(String term) {
        return new StreamQuery(term, sort, direction, page, size, includesAll, includesDeleted);
    }

    /**
     * The same in another order.
     *
     * @param order the order
     * @return a changed query
     */
    public StreamQuery sortBy(Sort order) {
        return new StreamQuery(search, order, direction, page, size, includesAll, includesDeleted);
    }

    /**
     * The same, the smallest or oldest first.
     *
     * @return a changed query
     */
    public StreamQuery ascending() {
        return new StreamQuery(search, sort, Direction.ASCENDING, page, size, includesAll, includesDeleted);
    }

    /**
     * The same, the largest or newest first.
     *
     * @return a changed query
     */
    public StreamQuery descending() {
        return new StreamQuery(search, sort, Direction.DESCENDING, page, size, includesAll, includesDeleted);
    }

    /**
     * Another page of the same list.
     *
     * @param number which page, 1 for the first
     * @return a changed query
     * @throws IllegalArgumentException if the number is less than 1
     */
    public StreamQuery page(int number) {
        return new StreamQuery(search, sort, direction, number, size, includesAll, includesDeleted);
    }

    /**
     * The same with pages of another size.
     *
     * @param count how many streams a page has, 1 to 1,000
     * @return a changed query
     * @throws IllegalArgumentException if the size is out of bounds
     */
    public StreamQuery pageSize(int count) {
        return new StreamQuery(search, sort, direction, page, count, includesAll, includesDeleted);
    }

    /**
     * The same without {@code $all}.
     *
     * @return a changed query
     */
    public StreamQuery withoutAll() {
        return new StreamQuery(search, sort, direction, page, size, false, includesDeleted);
    }

    /**
     * The same without softly deleted streams.
     *
     * @return a changed query
     */
    public StreamQuery withoutDeleted() {
        return new StreamQuery(search, sort, direction, page, size, includesAll, false);
    }
}
