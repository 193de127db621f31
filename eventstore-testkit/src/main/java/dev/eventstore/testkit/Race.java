package dev.eventstore.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;

/**
 * Several threads that begin at the same moment; each gives back one outcome. Confined to the thread that starts it.
 */
public final class Race {

    private Race() {}

    /**
     * What became of one runner. Immutable.
     *
     * @param value what it returned, null if it failed
     * @param failure what it threw, null if it did not
     * @param <T> what it returns
     */
    public record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {

        /**
         * Whether it failed in this way.
         *
         * @param kind the kind of failure
         * @return true if it did
         */
        public boolean failedWith(Class<? extends Throwable> kind) {
            return kind.isInstance(failure);
        }

        /**
         * Whether it returned.
         *
         * @return true if it did not throw
         */
        public boolean succeeded() {
            return failure == null;
        }

        /**
         * What it returned, where it must not have failed.
         *
         * @return the value
         * @throws AssertionError if it threw; the cause says what
         */
        public T returned() {
            if (failure != null || value == null) {
                throw new AssertionError("a runner did not return a value: " + failure, failure);
            }
            return value;
        }
    }

    /**
     * Runs them at once, each on a thread of its own, and waits for all.
     *
     * @param runners what is run
     * @param <T> what they return
     * @return the outcomes, in the order of the runners
     */
    public static <T> List<Outcome<T>> run(List<Callable<T>> runners) {
        CyclicBarrier start = new CyclicBarrier(runners.size());
        List<CompletableFuture<Outcome<T>>> outcomes = new ArrayList<>();
        for (Callable<T> runner : runners) {
            CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
            outcomes.add(outcome);
            Thread thread = new Thread(() -> outcome.complete(run(start, runner)), "race");
            thread.setDaemon(true);
            thread.start();
        }
        return outcomes.stream().map(Await::result).toList();
    }

    /**
     * Runs the same several times at once.
     *
     * @param threads how many threads
     * @param runner what each runs
     * @param <T> what it returns
     * @return the outcomes
     */
    public static <T> List<Outcome<T>> run(int threads, Callable<T> runner) {
        return run(Collections.nCopies(threads, runner));
    }

    /**
     * Runs something beside the caller, on a thread of its own: what waits there takes no shared thread from others.
     *
     * @param runner what is run
     * @param <T> what it returns
     * @return completes as it does
     */
    public static <T> CompletableFuture<T> beside(Callable<T> runner) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(runner.call());
                    } catch (Throwable failure) {
                        outcome.completeExceptionally(failure);
                    }
                },
                "beside");
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    private static <T> Outcome<T> run(CyclicBarrier start, Callable<T> runner) {
        try {
            start.await();
            return new Outcome<>(runner.call(), null);
        } catch (Throwable failure) {
            return new Outcome<>(null, failure);
        }
    }
}
