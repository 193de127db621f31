package dev.eventstore.cli.console;

import java.time.Duration;
import java.util.Locale;

/**
 * A bar on standard error that shows how far a long command is: bytes of the input where their number is known, and events.
 *
 * <p>Nothing is drawn where standard error is no terminal. Confined to one thread.
 */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final Console console;
    private final String what;
    private final long totalBytes;
    private final long start = System.nanoTime();
    private long lastDrawn;
    private int drawnLength;

    /**
     * A bar that is not drawn yet.
     *
     * @param console where it is drawn
     * @param what a word for what is going on
     * @param totalBytes how many bytes there are, 0 or less if nobody knows
     */
    public Progress(Console console, String what, long totalBytes) {
        this.console = console;
        this.what = what;
        this.totalBytes = totalBytes;
    }

    /**
     * Draws the bar anew, if it was not drawn just now.
     *
     * @param bytes how many bytes are done
     * @param events how many events are done
     */
    public void update(long bytes, long events) {
        long now = System.nanoTime();
        if (console.terminal() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            String line = line(bytes, events, now - start);
            console.draw("\r" + line + " ".repeat(Math.max(0, drawnLength - line.length())));
            drawnLength = line.length();
        }
    }

    private String line(long bytes, long events, long nanos) {
        long perSecond = Math.round(events / Math.max(1e-3, nanos / 1e9));
        if (totalBytes <= 0) {
            return String.format(Locale.ROOT, "%s  %,d events  %,d/s", what, events, perSecond);
        }
        double share = Math.min(1.0, (double) bytes / totalBytes);
        int full = (int) Math.round(share * WIDTH);
        String bar = "#".repeat(full) + "-".repeat(WIDTH - full);
        return String.format(
                Locale.ROOT, "%s [%s] %3.0f%%  %,d events  %,d/s", what, bar, share * 100, events, perSecond);
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (drawnLength > 0) {
            console.draw("\r" + " ".repeat(drawnLength) + "\r");
            drawnLength = 0;
        }
    }
}
