package dev.eventstore.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.SnapshotStorage.StoredSnapshot;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultyStorageTest {

    private final SimScheduler sim = new SimScheduler(3);
    private final InMemoryDatabase database = new InMemoryDatabase(sim);
    private final FaultyStorage storage =
            new FaultyStorage(new InMemoryStorage(database, sim, sim, Observer.NONE), sim.random(), sim);
    private final List<NewEvent> events =
            List.of(new NewEvent(new UUID(1, 1), "happened", new byte[0], null, null, null));

    @Test
    void without_faults_it_does_what_the_storage_does() {
        assertEquals(1, done(append()).lastVersion());
        assertEquals(1, done(storage.head(soon()).toCompletableFuture()));
    }

    @Test
    void a_lost_reply_ends_unknown_at_the_deadline_though_it_is_written() {
        storage.faults(Faults.replyLost(1));
        CompletableFuture<AppendResult> append = append();
        sim.advance(Duration.ofSeconds(4));
        assertFalse(append.isDone());
        sim.advance(Duration.ofSeconds(2));
        assertThrows(AppendOutcomeUnknownException.class, () -> Await.result(append));
        storage.faults(Faults.NONE);
        assertEquals(1, done(append()).lastVersion(), "the same list again is answered as the first time");
        assertEquals(1, done(storage.head(soon()).toCompletableFuture()));
    }

    @Test
    void an_unavailable_storage_refuses_and_writes_nothing() {
        storage.faults(Faults.unavailable(1));
        assertThrows(StorageUnavailableException.class, () -> Await.result(append()));
        storage.faults(Faults.NONE);
        assertEquals(0, done(storage.head(soon()).toCompletableFuture()));
    }

    @Test
    void a_slow_storage_takes_its_time() {
        storage.faults(Faults.slow(1, Duration.ofSeconds(2)));
        long before = sim.nanoTime();
        assertEquals(1, done(append()).lastVersion());
        assertTrue(sim.nanoTime() > before, "time has passed");
    }

    @Test
    void a_cut_connection_refuses_new_calls_and_loses_answers_and_hints() {
        AtomicLong hints = new AtomicLong();
        storage.open();
        storage.onHint(hints::set);
        CompletableFuture<AppendResult> underWay = append();
        storage.disconnect();
        assertThrows(StorageUnavailableException.class, () -> Await.result(append()));
        sim.advance(Duration.ofSeconds(10));
        assertThrows(AppendOutcomeUnknownException.class, () -> Await.result(underWay));
        storage.reconnect();
        InMemoryStorage other = new InMemoryStorage(database, sim, sim, Observer.NONE);
        done(other.append(request("other", new UUID(2, 2))).toCompletableFuture());
        sim.run();
        assertEquals(2, hints.get());
        storage.disconnect();
        done(other.append(request("other", new UUID(3, 3))).toCompletableFuture());
        sim.run();
        assertEquals(2, hints.get());
    }

    @Test
    void a_snapshot_whose_reply_is_lost_is_recorded_and_may_be_recorded_again() {
        StoredSnapshot five = new StoredSnapshot("order", 5, "State", new byte[0], null, sim.now());
        storage.faults(Faults.replyLost(1));
        CompletableFuture<Boolean> lost =
                storage.snapshots().record(five, soon()).toCompletableFuture();
        sim.advance(Duration.ofSeconds(6));
        assertThrows(StorageUnavailableException.class, () -> Await.result(lost));
        storage.faults(Faults.NONE);
        assertEquals(
                5,
                done(storage.snapshots().read("order", soon()).toCompletableFuture())
                        .orElseThrow()
                        .sourceVersion());
        assertTrue(done(storage.snapshots().record(five, soon()).toCompletableFuture()));
        done(storage.snapshots().delete("order", soon()).toCompletableFuture());
        assertTrue(done(storage.snapshots().read("order", soon()).toCompletableFuture())
                .isEmpty());
        storage.faults(Faults.unavailable(1));
        assertThrows(StorageUnavailableException.class, () -> Await.result(storage.streams(StreamQuery.all(), soon())));
        storage.faults(Faults.NONE);
        assertEquals(
                1,
                done(storage.streams(StreamQuery.all(), soon()).toCompletableFuture())
                        .totalEntries());
    }

    private CompletableFuture<AppendResult> append() {
        return storage.append(new AppendRequest(
                        StreamId.of("order"), ExpectedVersion.any(), events, sim.now(), OptionalLong.empty(), soon()))
                .toCompletableFuture();
    }

    private AppendRequest request(String stream, UUID id) {
        NewEvent event = new NewEvent(id, "happened", new byte[0], null, null, null);
        return new AppendRequest(
                StreamId.of(stream), ExpectedVersion.any(), List.of(event), sim.now(), OptionalLong.empty(), soon());
    }

    private Deadline soon() {
        return Deadline.after(sim, Duration.ofSeconds(5));
    }

    private <T> T done(CompletableFuture<T> stage) {
        sim.runUntil("the call has ended", stage::isDone);
        return Await.result(stage);
    }
}
