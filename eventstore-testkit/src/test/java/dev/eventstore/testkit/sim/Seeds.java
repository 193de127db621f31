package dev.eventstore.testkit.sim;

import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The seeds that a simulation is run with: the one that {@code -Dsim.seed} names, or {@code -Dsim.seeds} many from {@code
 * -Dsim.first} on. What fails says its seed and how to run it again. Stateless.
 */
public final class Seeds {

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Seeds() {}

    /**
     * The seeds to run with.
     *
     * @param usually how many, where nobody says so
     * @return the seeds, one after the other; from 0 on, where nobody says otherwise
     */
    public static LongStream of(int usually) {
        Long only = Long.getLong("sim.seed");
        long first = Long.getLong("sim.first", 0);
        long count = Long.getLong("sim.seeds", usually);
        return only == null ? LongStream.range(first, first + count) : LongStream.of(only);
    }

    /**
     * Runs a scenario of the test that calls with one seed after the other.
     *
     * @param usually with how many, where nobody says so
     * @param scenario the scenario
     * @throws AssertionError when one fails
     */
    public static void each(int usually, LongConsumer scenario) {
        Class<?> test = STACK.getCallerClass();
        of(usually).forEach(seed -> {
            try {
                scenario.accept(seed);
            } catch (RuntimeException | Error failure) {
                throw failed(test, seed, failure);
            }
        });
    }

    static AssertionError failed(Class<?> test, long seed, Throwable failure) {
        return new AssertionError(
                "seed " + seed + " fails; to run it again: mvn test -pl eventstore-testkit -am -Dtest=" + test.getName()
                        + " -Dsim.seed=" + seed + " -Dsurefire.failIfNoSpecifiedTests=false\n" + failure,
                failure);
    }
}
