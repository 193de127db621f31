package dev.eventstore.core.spi.admin;

import java.util.List;

/**
 * What became of a place that held a store. Immutable.
 *
 * @param removed what belonged to the store, in words such as {@code table events}, in the order of their removal
 * @param kept what is not the store's, in the same words
 * @param place whether the place itself (a schema) was removed, too
 */
public record DropReport(List<String> removed, List<String> kept, boolean place) {

    /**
     * A report.
     *
     * @param removed what belonged to the store
     * @param kept what is not the store's
     * @param place whether the place itself was removed, too
     */
    public DropReport {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }
}
