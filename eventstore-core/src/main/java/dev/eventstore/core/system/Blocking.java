package dev.eventstore.core.system;

import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.core.process.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a caller's thread waits for a stage: the only place in core where a thread waits. Stateless. */
public final class Blocking {

    private Blocking() {}

    /**
     * Waits until the stage is complete.
     *
     * @param stage completes in time by itself, as the calls of the store do
     * @param <T> what it completes with
     * @return what it completed with
     * @throws CallInterruptedException if the thread was interrupted
     */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /**
     * Waits until the stage is complete, at most for a time.
     *
     * @param stage any stage
     * @param atMost how long
     * @param <T> what it completes with
     * @return what it completed with, empty if it was not complete in time
     * @throws CallInterruptedException if the thread was interrupted
     */
    public static <T> Optional<T> await(CompletionStage<T> stage, Duration atMost) {
        try {
            return Optional.ofNullable(stage.toCompletableFuture().get(nanos(atMost), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /** A time that no long can hold is as good as for ever. */
    private static long nanos(Duration duration) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);
        return duration.compareTo(longest) > 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    private static RuntimeException rethrown(ExecutionException failed) {
        Throwable cause = Failures.unwrap(failed);
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    private static CallInterruptedException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CallInterruptedException(
                "the thread was interrupted while it waited; what was asked for may have happened", cause);
    }
}
