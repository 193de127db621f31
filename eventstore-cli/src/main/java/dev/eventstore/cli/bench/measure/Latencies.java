package dev.eventstore.cli.bench.measure;

import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of times: 128 steps to each doubling, so a percentile is exact to less than one per cent. Thread-safe.
 */
public final class Latencies {

    private static final int STEP_BITS = 7;
    private static final int STEPS = 1 << STEP_BITS;
    private static final double NANOS_A_MILLI = 1e6;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - STEP_BITS) * STEPS);

    /**
     * Counts a time.
     *
     * @param nanos the time; less than zero counts as zero
     */
    public void record(long nanos) {
        counts.incrementAndGet(slot(Math.max(0, nanos)));
    }

    /**
     * The time that this share of all times does not exceed.
     *
     * @param share 0.5 for the median
     * @return milliseconds, not a number if nothing was counted
     */
    public double percentileMillis(double share) {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        long wanted = Math.max(1, (long) Math.ceil(total * share));
        long seen = 0;
        for (int i = 0; i < counts.length() && total > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return middle(i) / NANOS_A_MILLI;
            }
        }
        return Double.NaN;
    }

    /**
     * The times as text, for another process.
     *
     * @return what {@link #decoded} reads
     */
    public String encoded() {
        StringJoiner text = new StringJoiner(",");
        for (int i = 0; i < counts.length(); i++) {
            if (counts.get(i) > 0) {
                text.add(i + ":" + counts.get(i));
            }
        }
        return text.toString();
    }

    /**
     * The times that another process has counted.
     *
     * @param text what {@link #encoded} gave
     * @return the times
     */
    public static Latencies decoded(String text) {
        Latencies latencies = new Latencies();
        latencies.add(text);
        return latencies;
    }

    /**
     * Adds the times that another process has counted.
     *
     * @param text what {@link #encoded} gave
     */
    public void add(String text) {
        for (String entry : text.isEmpty() ? new String[0] : text.split(",")) {
            int colon = entry.indexOf(':');
            counts.addAndGet(Integer.parseInt(entry.substring(0, colon)), Long.parseLong(entry.substring(colon + 1)));
        }
    }

    private static int slot(long nanos) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - STEP_BITS - 1);
        return shift * STEPS + (int) (nanos >>> shift);
    }

    private static double middle(int slot) {
        if (slot < 2 * STEPS) {
            return slot;
        }
        int shift = slot / STEPS - 1;
        long low = (long) (slot - shift * STEPS) << shift;
        return low + (1L << shift) / 2.0;
    }
}
