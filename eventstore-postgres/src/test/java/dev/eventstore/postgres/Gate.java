package dev.eventstore.postgres;

import dev.eventstore.testkit.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a handler waits for the test, once; later it passes. Thread-safe. */
final class Gate {

    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CountDownLatch open = new CountDownLatch(1);

    void pass() throws InterruptedException {
        reached.complete(null);
        if (!open.await(Await.patience().toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the test did not open the gate");
        }
    }

    void awaitReached() {
        Await.result(reached);
    }

    void open() {
        open.countDown();
    }
}
