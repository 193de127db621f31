package dev.eventstore.cli.transfer;

import java.time.Duration;

/**
 * What an import did. Immutable.
 *
 * @param lines how many lines held an event
 * @param written how many events were written
 * @param present how many were stored already
 * @param lastPosition the store's last position afterwards
 * @param took how long it took
 */
public record ImportSummary(long lines, long written, long present, long lastPosition, Duration took) {

    /**
     * The rate of the import.
     *
     * @return events a second, written or present
     */
    public double eventsPerSecond() {
        return (written + present) / Math.max(1e-3, took.toNanos() / 1e9);
    }
}
