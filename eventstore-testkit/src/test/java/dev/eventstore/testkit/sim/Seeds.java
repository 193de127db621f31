package dev.eventstore.testkit.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
     * Runs a scenario of the test that calls with each seed, as many at once as there are processors.
     *
     * @param usually with how many, where nobody says so
     * @param scenario the scenario, which shares nothing between its seeds
     * @throws AssertionError when one fails; of those that do, the lowest seed is told; also when the caller is
     *     interrupted, with the seed that it waits for
     */
    public static void each(int usually, LongConsumer scenario) {
        Class<?> test = STACK.getCallerClass();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<Long, Future<?>> running = new LinkedHashMap<>();
            of(usually)
                    .forEach(seed -> running.put(seed, threads.submit(() -> {
                        scenario.accept(seed);
                    })));
            running.forEach((seed, run) -> await(test, seed, run));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(Class<?> test, long seed, Future<?> running) {
        try {
            running.get();
        } catch (ExecutionException failed) {
            throw failed(test, seed, failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(test, seed, interrupted);
        }
    }

    static AssertionError failed(Class<?> test, long seed, Throwable failure) {
        return new AssertionError(
                "seed " + seed + " fails; to run it again: mvn test -pl eventstore-testkit -am -Dtest=" + test.getName()
                        + " -Dsim.seed=" + seed + " -Dsurefire.failIfNoSpecifiedTests=false\n" + failure,
                failure);
    }
}
