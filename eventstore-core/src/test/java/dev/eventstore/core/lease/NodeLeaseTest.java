package dev.eventstore.core.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NodeLeaseTest {

    private static final NodeId NODE = new NodeId("a", new UUID(1, 1));
    private static final Duration TTL = Duration.ofSeconds(9);

    private final ManualTime time = new ManualTime();
    private final HeldStorage storage = new HeldStorage();
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(10), 10, 10), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    private NodeLease lease;

    NodeLeaseTest() {
        supervisor.startHere(new ProcessName("lease", "node"), (name, self) -> {
            lease = new NodeLease(self, NODE, storage, time, TTL);
            return lease;
        });
    }

    @Test
    void it_holds_from_the_moment_the_renewal_was_sent_not_from_its_answer() {
        CompletableFuture<Long> taken = take();
        HeldStorage.Call renewal = storage.call();
        time.advance(Duration.ofSeconds(5));
        renewal.answer().complete(null);
        time.run();
        assertTrue(lease.isHeld(taken.join()));
        time.advance(Duration.ofMillis(3_999));
        storage.calls();
        assertTrue(lease.isHeld(taken.join()));
        time.advance(Duration.ofMillis(1));
        assertFalse(lease.isHeld(taken.join()));
    }

    @Test
    void it_is_renewed_every_third_of_its_time_in_the_same_term() {
        long term = taken();
        for (int i = 0; i < 5; i++) {
            time.advance(TTL.dividedBy(3));
            storage.call().answer().complete(null);
            time.run();
        }
        assertTrue(lease.isHeld(term));
    }

    @Test
    void a_renewal_that_came_too_late_begins_a_new_term() {
        long term = taken();
        time.advance(TTL.dividedBy(3));
        HeldStorage.Call late = storage.call();
        time.advance(Duration.ofSeconds(7));
        late.answer().complete(null);
        time.run();
        assertFalse(lease.isHeld(term));
        assertEquals(term + 1, take().join(), "what is leased from now on is held");
    }

    @Test
    void there_is_one_renewal_at_a_time_however_often_it_is_taken_while_the_storage_is_away() {
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Long> refused = take();
            storage.call().answer().completeExceptionally(new StorageUnavailableException("away", null));
            time.run();
            assertTrue(refused.isCompletedExceptionally());
        }
        time.advance(Duration.ofMillis(750));
        List<HeldStorage.Call> renewals = storage.calls();
        assertEquals(1, renewals.size());
        renewals.get(0).answer().complete(null);
        time.run();
        time.advance(TTL.dividedBy(3));
        assertEquals(1, storage.calls().size());
    }

    @Test
    void stopping_gives_it_back_and_ends_it_at_once() {
        long term = taken();
        supervisor.stopAll();
        time.run();
        assertFalse(lease.isHeld(term));
        assertEquals("release a", storage.call().request());
    }

    private long taken() {
        CompletableFuture<Long> taken = take();
        storage.call().answer().complete(null);
        time.run();
        return taken.join();
    }

    private CompletableFuture<Long> take() {
        CompletableFuture<Long> taken = lease.take().toCompletableFuture();
        time.run();
        return taken;
    }
}
