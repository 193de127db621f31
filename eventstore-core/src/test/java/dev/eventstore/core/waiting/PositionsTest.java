package dev.eventstore.core.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PositionsTest {

    private static final StreamId ORDER = StreamId.of("order");
    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final List<Name> ASKED = List.of(new Name(ORDER, MAILER));
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SELDOM = Duration.ofMillis(250);

    private final ManualTime time = new ManualTime();
    private final HeldStorage storage = new HeldStorage();
    private final ProcessName name = new ProcessName("positions", "node");
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(10), 10, 10), new Supervisor.Listener() {
                @Override
                public void started(ProcessName started) {}

                @Override
                public void stopped(ProcessName stopped, String why) {}
            });

    private Positions positions;

    PositionsTest() {
        supervisor.startHere(name, (process, self) -> {
            positions = new Positions(self, storage, storage, time);
            return positions;
        });
    }

    @Test
    void all_who_wait_are_answered_by_one_look_at_the_checkpoint_and_one_at_what_is_parked() {
        CompletableFuture<Void> first = await(1);
        answer(ASKED, List.of(OptionalLong.of(0)));
        CompletableFuture<Void> second = await(2);
        CompletableFuture<Void> third = await(3);
        answer(ASKED, List.of(OptionalLong.of(2)));
        answer(MAILER, List.of());
        assertTrue(first.isDone() && second.isDone());
        assertFalse(third.isDone());
    }

    @Test
    void while_nothing_happens_it_asks_less_and_less_often_and_after_a_step_soon_again() {
        await(9);
        for (int i = 0; i < 10; i++) {
            answer(ASKED, List.of(OptionalLong.of(1)));
            time.advance(SELDOM);
        }
        answer(ASKED, List.of(OptionalLong.of(1)));
        time.advance(SELDOM.dividedBy(2));
        assertEquals(List.of(), storage.calls(), "nothing moves");
        time.advance(SELDOM);
        answer(ASKED, List.of(OptionalLong.of(2)));
        time.advance(Duration.ofMillis(5));
        assertEquals(ASKED, storage.call().request(), "it moves");
    }

    @Test
    void what_is_parked_is_asked_for_again_at_the_pace_of_all_when_that_failed() {
        CompletableFuture<Void> waiting = await(1);
        answer(ASKED, List.of(OptionalLong.of(1)));
        fail(MAILER);
        assertEquals(List.of(), storage.calls(), "not at once");
        time.advance(SELDOM);
        answer(ASKED, List.of(OptionalLong.of(1)));
        answer(MAILER, List.of());
        assertTrue(waiting.isDone());
    }

    @Test
    void nothing_is_asked_for_who_does_not_wait_any_more() {
        CompletableFuture<Void> waiting = await(1);
        answer(ASKED, List.of(OptionalLong.of(1)));
        HeldStorage.Call parked = storage.call();
        time.advance(PATIENCE);
        assertInstanceOf(DeadlineExceededException.class, failure(waiting));
        parked.answer().completeExceptionally(new StorageUnavailableException("away", null));
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void who_waits_when_the_store_closes_is_told_so() {
        CompletableFuture<Void> waiting = await(1);
        supervisor.stop(name, "closed");
        time.run();
        assertInstanceOf(StoreClosedException.class, failure(waiting));
    }

    private CompletableFuture<Void> await(long number) {
        Deadline deadline = Deadline.after(time, PATIENCE);
        CompletableFuture<Void> waiting =
                positions.await(ORDER, MAILER, number, deadline).toCompletableFuture();
        time.run();
        return waiting;
    }

    private void answer(Object request, Object result) {
        if (request == ASKED) {
            time.advance(Duration.ofMillis(5));
        }
        HeldStorage.Call call = storage.call();
        assertEquals(request, call.request());
        call.answer().complete(result);
        time.run();
    }

    private void fail(Object request) {
        HeldStorage.Call call = storage.call();
        assertEquals(request, call.request());
        call.answer().completeExceptionally(new StorageUnavailableException("away", null));
        time.run();
    }

    private static Throwable failure(CompletableFuture<Void> waiting) {
        assertTrue(waiting.isDone());
        return waiting.handle((done, failure) -> failure).join();
    }
}
