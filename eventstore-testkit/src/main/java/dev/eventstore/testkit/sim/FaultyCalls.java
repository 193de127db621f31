package dev.eventstore.testkit.sim;

import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Lets calls go wrong, as its {@link Faults} say. As thread-safe as the generator that it is given. */
final class FaultyCalls {

    private final RandomGenerator random;
    private final TimeSource time;
    private final Executor node;
    private Faults faults = Faults.NONE;
    private boolean connected = true;

    FaultyCalls(RandomGenerator random, TimeSource time, Executor node) {
        this.random = random;
        this.time = time;
        this.node = node;
    }

    void faults(Faults wanted) {
        faults = wanted;
    }

    void connected(boolean wanted) {
        connected = wanted;
    }

    boolean isConnected() {
        return connected;
    }

    /** Carries a call out, or not; where the answer is lost, it fails at its deadline as {@code lost} says. */
    <T> CompletionStage<T> call(Deadline deadline, Supplier<CompletionStage<T>> work, Supplier<RuntimeException> lost) {
        if (!connected || hits(faults.unavailable())) {
            return CompletableFuture.failedStage(unavailable());
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean answerLost = hits(faults.replyLost());
        Duration answerDelay = delay();
        TimeSource.Timer expiry = time.schedule(
                deadline.remaining(time), () -> node.execute(() -> answer.completeExceptionally(lost.get())));
        time.schedule(
                delay(),
                () -> work.get().whenComplete((result, failure) -> {
                    if (answerLost || !connected) {
                        return;
                    }
                    time.schedule(answerDelay, () -> {
                        expiry.cancel();
                        node.execute(() -> answer(answer, result, failure));
                    });
                }));
        return answer;
    }

    private static <T> void answer(CompletableFuture<T> answer, T result, Throwable failure) {
        if (failure == null) {
            answer.complete(result);
        } else {
            answer.completeExceptionally(Failures.unwrap(failure));
        }
    }

    static StorageUnavailableException unavailable() {
        return new StorageUnavailableException("the simulated storage is away; nothing was written", null);
    }

    private boolean hits(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private Duration delay() {
        return hits(faults.slow())
                ? Duration.ofNanos(random.nextLong(faults.maxDelay().toNanos() + 1))
                : Duration.ZERO;
    }
}
