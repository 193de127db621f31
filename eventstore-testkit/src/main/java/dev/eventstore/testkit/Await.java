package dev.eventstore.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must happen soon, and fails when it does not. Thread-safe: stateless. */
public final class Await {

    /** How long anything may take before a test gives up; the usual case takes milliseconds. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private Await() {}

    /**
     * Waits until a condition holds, asking again every few milliseconds.
     *
     * @param what what is waited for, for the message
     * @param condition the condition
     * @throws AssertionError if it does not hold within {@link #PATIENCE}
     */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /**
     * Waits for a stage.
     *
     * @param stage the stage
     * @param <T> what it completes with
     * @return what it completed with
     * @throws RuntimeException what it failed with, as it is
     * @throws AssertionError if it is not complete within {@link #PATIENCE}
     */
    public static <T> T result(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("a stage was not complete within " + PATIENCE.toSeconds() + " s", late);
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
     * @throws AssertionError if it succeeds, fails otherwise or is not complete within {@link #PATIENCE}
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
