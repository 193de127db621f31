package dev.eventstore.core.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.error.StoreClosedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BlockingTest {

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    @Test
    void a_failure_arrives_as_it_is() {
        StoreClosedException closed = new StoreClosedException("closed");
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new CompletionException(closed));
        assertEquals(closed, assertThrows(StoreClosedException.class, () -> Blocking.await(failed)));
        assertEquals(closed, assertThrows(StoreClosedException.class, () -> Blocking.await(failed, FOR_EVER)));
        CompletableFuture<String> error = CompletableFuture.failedFuture(new AssertionError());
        assertThrows(AssertionError.class, () -> Blocking.await(error));
    }

    @Test
    void a_stage_that_is_not_complete_in_time_is_empty() {
        assertEquals(Optional.empty(), Blocking.await(new CompletableFuture<String>(), Duration.ZERO));
        assertEquals(Optional.of("x"), Blocking.await(CompletableFuture.completedStage("x"), FOR_EVER));
    }

    @Test
    void an_interrupt_ends_the_wait_and_stays_set() {
        Thread.currentThread().interrupt();
        assertThrows(CallInterruptedException.class, () -> Blocking.await(new CompletableFuture<String>()));
        assertTrue(Thread.interrupted());
        Thread.currentThread().interrupt();
        assertThrows(CallInterruptedException.class, () -> Blocking.await(new CompletableFuture<String>(), FOR_EVER));
        assertTrue(Thread.interrupted());
    }
}
