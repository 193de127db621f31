package dev.eventstore.api.stream;

import java.util.List;

/**
 * A page of a list, with the size of the whole. Immutable.
 *
 * @param entries what stands on this page, in the order that was asked for; empty past the end
 * @param number which page it is, 1 for the first
 * @param size how many entries a full page has
 * @param totalEntries how many entries all pages have together
 * @param <T> what is listed
 */
public record Page<T>(List<T> entries, int number, int size, long totalEntries) {

    /**
     * Copies the entries and checks the components.
     *
     * @param entries what stands on this page, in the order that was asked for; empty past the end
     * @param number which page it is, 1 for the first
     * @param size how many entries a full page has
     * @param totalEntries how many entries all pages have together
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public Page {
        entries = List.copyOf(entries);
        if (number < 1) {
            throw new IllegalArgumentException("page must be 1 or more, but was " + number);
        }
        if (size < 1) {
            throw new IllegalArgumentException("pageSize must be 1 or more, but was " + size);
        }
        if (totalEntries < 0) {
            throw new IllegalArgumentException("totalEntries must be 0 or more, but was " + totalEntries);
        }
    }

    /**
     * How many pages there are.
     *
     * @return the number of the last page; 1 where there are no entries
     */
    public long totalPages() {
        return Math.max(1, (totalEntries + size - 1) / size);
    }

    /**
     * Whether there is a page after this one.
     *
     * @return true if there is
     */
    public boolean hasNext() {
        return number < totalPages();
    }
}
