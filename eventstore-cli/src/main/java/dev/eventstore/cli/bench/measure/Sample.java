package dev.eventstore.cli.bench.measure;

import java.time.Duration;

/**
 * What was measured in one go. Immutable, but for the latencies while it runs.
 *
 * @param events how many events were done
 * @param took in which time
 * @param latencies how long each call took
 */
public record Sample(long events, Duration took, Latencies latencies) {

    private static final double MEDIAN = 0.5;
    private static final double TAIL = 0.99;
    private static final double NANOS_A_SECOND = 1e9;

    /**
     * The rate.
     *
     * @return events a second
     */
    public double perSecond() {
        return events / (took.toNanos() / NANOS_A_SECOND);
    }

    /**
     * What half of the calls took at most.
     *
     * @return milliseconds
     */
    public double p50() {
        return latencies.percentileMillis(MEDIAN);
    }

    /**
     * What 99 of 100 calls took at most.
     *
     * @return milliseconds
     */
    public double p99() {
        return latencies.percentileMillis(TAIL);
    }
}
