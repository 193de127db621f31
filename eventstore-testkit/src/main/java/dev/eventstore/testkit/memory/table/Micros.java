package dev.eventstore.testkit.memory.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as they are stored. Stateless. */
public final class Micros {

    private Micros() {}

    /**
     * Not {@code ChronoUnit.MICROS.between}, which counts nanoseconds first and runs over in the year 2262.
     *
     * @param time a time
     * @return microseconds since 1970-01-01T00:00:00Z
     */
    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    /**
     * The other way.
     *
     * @param micros microseconds since 1970-01-01T00:00:00Z
     * @return the time
     */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
