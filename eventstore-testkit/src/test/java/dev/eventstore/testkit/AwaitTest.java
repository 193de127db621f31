package dev.eventstore.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void a_stage_that_does_not_complete_fails_with_what_the_threads_of_stores_do() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread stuck = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "eventstore-stuck");
        stuck.start();
        AssertionError failure = assertThrows(
                AssertionError.class, () -> Await.result(new CompletableFuture<>(), Duration.ofMillis(100)));
        end.countDown();
        stuck.join();
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("eventstore-stuck, "), message);
        assertTrue(message.contains(AwaitTest.class.getName() + "."), message);
    }
}
