package dev.eventstore.cli.transfer;

import java.time.Duration;

/**
 * What an import did. Immutable.
 *
 * @param counts how much of what
 * @param took how long it took
 */
public record ImportSummary(Counts counts, Duration took) {

    /**
     * What became of the lines. Immutable.
     *
     * @param written how many events were written
     * @param present how many events were stored already
     * @param linked how many links were written
     * @param linkedBefore how many links were there already
     * @param lastPosition the store's last position after the last event, 0 if there was none
     */
    public record Counts(long written, long present, long linked, long linkedBefore, long lastPosition) {

        /**
         * How many lines held an event.
         *
         * @return the number
         */
        public long events() {
            return written + present;
        }

        /**
         * How many lines held a link.
         *
         * @return the number
         */
        public long links() {
            return linked + linkedBefore;
        }
    }

    /**
     * The rate of the import.
     *
     * @return events a second, written or present
     */
    public double eventsPerSecond() {
        return counts.events() / Math.max(1e-3, took.toNanos() / 1e9);
    }
}
