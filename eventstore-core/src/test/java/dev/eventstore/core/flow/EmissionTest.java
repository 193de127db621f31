package dev.eventstore.core.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EmissionTest {

    private static final int ROUNDS = 20_000;

    /** The gap is a few nanoseconds wide, so there are many tries, each at another moment. */
    @Test
    void who_cancels_while_there_is_more_is_not_told_that_there_was_no_more() {
        AtomicInteger completions = new AtomicInteger();
        ExecutorService signals = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Three emission = new Three(completions, signals);
                emission.begin();
                CompletableFuture<Void> turn = CompletableFuture.runAsync(() -> emission.request(1), signals);
                for (int spin = 0; spin < round % 200; spin++) {
                    Thread.onSpinWait();
                }
                emission.cancel();
                turn.join();
            }
        } finally {
            signals.shutdown();
        }
        assertEquals(0, completions.get());
    }

    /** Three elements and the end. */
    private static final class Three extends Emission<Integer> {

        Three(AtomicInteger completions, Executor executor) {
            super(new Counting(completions), executor);
            add(List.of(1, 2, 3));
            end(null);
        }

        @Override
        protected void wanted() {}

        @Override
        protected void cancelled() {}
    }

    private record Counting(AtomicInteger completions) implements Flow.Subscriber<Integer> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(Integer element) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {
            completions.incrementAndGet();
        }
    }
}
