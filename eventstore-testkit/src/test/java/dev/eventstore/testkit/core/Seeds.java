package dev.eventstore.testkit.core;

import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** The seeds that a scenario is run with: one, where {@code -Dsim.seed} names it, or {@code -Dsim.seeds} many. Stateless. */
final class Seeds {

    private Seeds() {}

    /** Runs a scenario under each seed; a failure names the seed that repeats it. */
    static void each(int usually, LongConsumer scenario) {
        Long only = Long.getLong("sim.seed");
        int count = Integer.getInteger("sim.seeds", usually);
        LongStream seeds = only == null ? LongStream.range(0, count) : LongStream.of(only);
        seeds.forEach(seed -> {
            try {
                scenario.accept(seed);
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("repeat with -Dsim.seed=" + seed + ": " + failure, failure);
            }
        });
    }
}
