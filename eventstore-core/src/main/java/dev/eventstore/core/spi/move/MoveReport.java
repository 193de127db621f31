package dev.eventstore.core.spi.move;

import java.util.List;

/**
 * What a move did: every row was compared with its source before it was committed. Immutable.
 *
 * @param version the version of the source's tables, as it says itself
 * @param way how the rows came over
 * @param counts how many of each kind
 * @param lastPosition the last position that was given in the source; the next event here gets the next one
 */
public record MoveReport(String version, String way, List<Count> counts, long lastPosition) {

    /**
     * Copies the counts.
     *
     * @param version the version of the source's tables, as it says itself
     * @param way how the rows came over
     * @param counts how many of each kind
     * @param lastPosition the last position that was given in the source
     */
    public MoveReport {
        counts = List.copyOf(counts);
    }

    /**
     * How many of one kind were moved. Immutable.
     *
     * @param what the kind, in the plural
     * @param source how many the source has
     * @param moved how many the store has now
     */
    public record Count(String what, long source, long moved) {}
}
