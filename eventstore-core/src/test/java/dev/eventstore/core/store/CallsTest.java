package dev.eventstore.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ManualTime time = new ManualTime();
    private final Calls calls = new Calls(time, 3, 100);
    private final CompletableFuture<String> work = new CompletableFuture<>();

    @Test
    void a_call_ends_as_its_work_does() {
        CompletableFuture<String> call = call(1);
        assertFalse(call.isDone());
        work.complete("done");
        assertEquals("done", call.join());
        CompletableFuture<String> failing = new CompletableFuture<>();
        failing.completeExceptionally(new CompletionException(new StorageUnavailableException("away", null)));
        assertInstanceOf(StorageUnavailableException.class, failure(call(1, failing)));
        CompletableFuture<String> throwing = calls.run(soon(), 1, CallsTest::late, () -> {
            throw new IllegalArgumentException("no");
        });
        assertInstanceOf(IllegalArgumentException.class, failure(throwing));
    }

    @Test
    void a_call_too_many_is_refused_until_another_has_ended() {
        for (int i = 0; i < 3; i++) {
            call(1);
        }
        OverloadedException refused = assertInstanceOf(OverloadedException.class, failure(call(1)));
        assertEquals("eventstore.append.max-waiting", refused.limit());
        work.complete("done");
        assertTrue(call(1).isDone());
        assertFalse(call(1).isCompletedExceptionally());
    }

    @Test
    void calls_with_too_many_bytes_are_refused_but_one_alone_may_enter() {
        CompletableFuture<String> alone = call(1_000);
        assertFalse(alone.isDone());
        OverloadedException refused = assertInstanceOf(OverloadedException.class, failure(call(1)));
        assertEquals("eventstore.append.max-waiting-bytes", refused.limit());
        work.complete("done");
        CompletableFuture<String> more = new CompletableFuture<>();
        assertFalse(call(100, more).isDone(), "its bytes are free again");
        assertTrue(call(1, more).isCompletedExceptionally());
    }

    @Test
    void a_call_whose_end_fails_to_come_is_ended_soon_after_its_deadline() {
        CompletableFuture<String> call = call(1);
        time.advance(PATIENCE.plusMillis(400));
        assertFalse(call.isDone(), "who carries it out knows best, and may be about to say so");
        time.advance(Duration.ofMillis(200));
        assertInstanceOf(DeadlineExceededException.class, failure(call));
        assertTrue(work.complete("too late"));
        assertTrue(call.isCompletedExceptionally());
    }

    @Test
    void draining_refuses_new_calls_and_ends_with_the_last_of_the_old() {
        CompletableFuture<String> call = call(1);
        CompletableFuture<Void> drained = calls.drain().toCompletableFuture();
        assertInstanceOf(StoreClosedException.class, failure(call(1)));
        assertFalse(drained.isDone());
        work.complete("done");
        assertTrue(drained.isDone());
        assertEquals("done", call.join());
        time.advance(Duration.ofSeconds(1));
        assertEquals(0, time.timers(), "nothing is looked after any more");
    }

    @Test
    void without_calls_a_drain_ends_at_once() {
        assertTrue(calls.drain().toCompletableFuture().isDone());
    }

    @Test
    void what_is_still_under_way_in_the_end_is_failed_with_what_can_be_said() {
        CompletableFuture<String> call = call(1);
        CompletableFuture<Void> drained = calls.drain().toCompletableFuture();
        calls.failRest();
        assertInstanceOf(DeadlineExceededException.class, failure(call));
        assertTrue(drained.isDone());
    }

    private CompletableFuture<String> call(long bytes) {
        return call(bytes, work);
    }

    private CompletableFuture<String> call(long bytes, CompletableFuture<String> carriedOut) {
        return calls.run(soon(), bytes, CallsTest::late, () -> carriedOut);
    }

    private Deadline soon() {
        return Deadline.after(time, PATIENCE);
    }

    private static DeadlineExceededException late() {
        return new DeadlineExceededException("late", null);
    }

    private static Throwable failure(CompletableFuture<?> call) {
        assertTrue(call.isDone());
        return assertThrows(CompletionException.class, call::join).getCause();
    }
}
