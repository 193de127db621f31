package dev.eventstore.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must happen soon, and fails when it does not. Thread-safe: stateless. */
public final class Await {

    private Await() {}

    /**
     * How long anything may take before a test gives up; the usual case takes milliseconds.
     *
     * @return 30 seconds, or what the system property {@code testkit.patience-millis} says
     */
    public static Duration patience() {
        return Duration.ofMillis(Long.getLong("testkit.patience-millis", 30_000));
    }

    /**
     * Waits until a condition holds, asking again every few milliseconds.
     *
     * @param what what is waited for, for the message
     * @param condition the condition
     * @throws AssertionError if it does not hold within {@link #patience()}
     */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /**
     * Waits until a condition holds, asking again every few milliseconds.
     *
     * @param what what is waited for, and what there is instead; asked when it did not come
     * @param condition the condition
     * @throws AssertionError if it does not hold within {@link #patience()}
     */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + patience().toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited " + patience().toMillis() + " ms in vain: " + what.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /**
     * Watches that a condition goes on holding for a moment, where there is nothing that could be waited for.
     *
     * @param what what must hold, for the message
     * @param condition the condition
     * @throws AssertionError if it stops holding
     */
    public static void stays(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMillis(150).toNanos();
        do {
            if (!condition.getAsBoolean()) {
                throw new AssertionError("it did not stay so: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        } while (System.nanoTime() - end < 0);
    }

    /**
     * Waits for a stage.
     *
     * @param stage the stage
     * @param <T> what it completes with
     * @return what it completed with
     * @throws RuntimeException what it failed with, as it is
     * @throws AssertionError if it is not complete within {@link #patience()}; says what the threads of stores did then
     */
    public static <T> T result(CompletionStage<T> stage) {
        return result(stage, patience());
    }

    static <T> T result(CompletionStage<T> stage, Duration patience) {
        try {
            return stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(
                    "a stage was not complete within " + patience.toMillis() + " ms: " + stage + "\n" + Stacks.ours(),
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = unwrapped(failed);
            if (cause instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError("a stage has failed", cause);
        }
    }

    /**
     * Waits for a stage that must fail.
     *
     * @param kind the kind of failure
     * @param stage the stage
     * @param <X> the kind of failure
     * @return the failure, for a look at its facts
     * @throws AssertionError if it succeeds, fails otherwise or is not complete within {@link #patience()}
     */
    public static <X extends RuntimeException> X failure(Class<X> kind, CompletionStage<?> stage) {
        Object result;
        try {
            result = result(stage);
        } catch (RuntimeException failure) {
            if (kind.isInstance(failure)) {
                return kind.cast(failure);
            }
            throw new AssertionError("expected " + kind.getSimpleName() + ", but it was " + failure, failure);
        }
        throw new AssertionError("expected " + kind.getSimpleName() + ", but it succeeded with " + result);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
