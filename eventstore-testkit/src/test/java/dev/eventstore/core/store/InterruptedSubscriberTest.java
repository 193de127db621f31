package dev.eventstore.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever was told that he did not subscribe must leave nothing behind that stands in the way of the next. */
class InterruptedSubscriberTest {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionName NAME = SubscriptionName.of("mailer");
    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.fromOrigin();

    private final HoldingExecutor storage = new HoldingExecutor();
    private final EventStore store = InMemoryEventStore.builder()
            .storage(new InMemoryStorage(new InMemoryDatabase(), storage, new WallClock(), Observer.NONE))
            .open();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void an_interrupted_subscriber_is_let_go() {
        storage.hold();
        Thread.currentThread().interrupt();
        assertThrows(CallInterruptedException.class, () -> store.subscribe(STREAM, NAME, OPTIONS));
        assertTrue(Thread.interrupted(), "the flag stays set");
        assertTheNextOneIsServed();
    }

    @Test
    void a_subscriber_that_came_too_late_is_let_go() {
        storage.hold();
        EventStore hasty = store.withDeadline(Duration.ofMillis(10));
        assertThrows(DeadlineExceededException.class, () -> hasty.subscribe(STREAM, NAME, OPTIONS));
        assertTheNextOneIsServed();
    }

    private void assertTheNextOneIsServed() {
        storage.release();
        store.append(STREAM, ExpectedVersion.any(), List.of(EventData.json("placed", "{}")));
        SubscriptionReader[] next = new SubscriptionReader[1];
        Await.until("the next subscriber is taken", () -> {
            try {
                next[0] = store.subscribe(STREAM, NAME, OPTIONS);
                return true;
            } catch (EventStoreException refused) {
                return false;
            }
        });
        assertEquals(1, next[0].receive(Await.patience()).size());
    }

    /** Carries tasks out at once, or keeps them until it is told to. */
    private static final class HoldingExecutor implements Executor {

        private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        private volatile boolean holding;

        void hold() {
            holding = true;
        }

        void release() {
            holding = false;
            for (Runnable task = held.poll(); task != null; task = held.poll()) {
                task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            if (holding) {
                held.add(task);
            } else {
                task.run();
            }
        }
    }
}
