package dev.eventstore.core.process;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock and the timers of a node. Core asks no other clock, so a simulation can stand in. Thread-safe.
 */
public interface TimeSource {

    /**
     * The time of day.
     *
     * @return the time in microseconds' precision
     */
    Instant now();

    /**
     * A clock that only goes forward, for measuring how long something takes.
     *
     * @return nanoseconds since an arbitrary moment
     */
    long nanoTime();

    /**
     * Runs a short task once, later.
     *
     * @param delay how much later, zero or more
     * @param task must not wait; it usually puts a message into a mailbox
     * @return cancels the task if it has not begun
     */
    Timer schedule(Duration delay, Runnable task);

    /** A task that was scheduled. Thread-safe. */
    interface Timer {

        /** Cancels the task if it has not begun; otherwise does nothing. */
        void cancel();
    }
}
