package dev.eventstore.core.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbackThreadsTest {

    private static final String NAME = "store-callback";

    @Test
    void threads_are_virtual_where_java_has_such() {
        try (CallbackThreads threads = new CallbackThreads(NAME, 1, true)) {
            Thread thread = oneOf(threads);
            assertEquals(Runtime.version().feature() >= 21, isVirtual(thread));
            assertTrue(thread.getName().startsWith(NAME + "-"), thread.getName());
        }
    }

    @Test
    void threads_are_not_virtual_unless_that_is_wanted() {
        try (CallbackThreads threads = new CallbackThreads(NAME, 1, false)) {
            Thread thread = oneOf(threads);
            assertFalse(isVirtual(thread));
            assertTrue(thread.getName().startsWith(NAME + "-"), thread.getName());
        }
    }

    @Test
    void any_number_of_virtual_threads_may_wait() throws InterruptedException {
        try (CallbackThreads threads = new CallbackThreads(NAME, 100, true)) {
            CountDownLatch all = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                threads.execute(() -> {
                    all.countDown();
                    await(all);
                });
            }
            assertTrue(all.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void what_comes_after_the_close_runs_where_it_comes_from() {
        CallbackThreads threads = new CallbackThreads(NAME, 1, true);
        threads.close();
        assertEquals(Thread.currentThread(), oneOf(threads));
    }

    @Test
    void a_callback_that_throws_harms_none_after_it() {
        try (CallbackThreads threads = new CallbackThreads(NAME, 1, true)) {
            threads.execute(() -> {
                throw new IllegalStateException("thrown on purpose");
            });
            oneOf(threads);
        }
    }

    private static Thread oneOf(CallbackThreads threads) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        threads.execute(() -> thread.complete(Thread.currentThread()));
        return thread.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException older) {
            return false;
        }
    }
}
