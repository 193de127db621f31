package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Snapshots and lists of streams on two nodes that need each other. */
class CatalogQuorumTest {

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
    private final InMemoryDatabase database = new InMemoryDatabase();
    private final CompletableFuture<EventStore> first = Race.beside(() -> open(1));
    private final CompletableFuture<EventStore> second = Race.beside(() -> open(2));

    @AfterEach
    void close() {
        Await.result(second).close();
        Await.result(first).close();
    }

    @Test
    void snapshots_and_lists_need_the_quorum_like_every_other_call() {
        EventStore store = Await.result(first);
        Await.until("there are two", () -> store.cluster().hasQuorum());
        assertTrue(store.snapshots().record(SnapshotData.of("a", 1, List.of(1))));
        assertEquals(1, Await.result(second).snapshots().read("a").orElseThrow().sourceVersion());
        assertEquals(1, store.streams(StreamQuery.all()).totalEntries());

        Await.result(second).close();
        Await.until("it is alone", () -> !store.cluster().hasQuorum());
        List<Executable> calls = List.of(
                () -> store.snapshots().record(SnapshotData.of("a", 2, List.of(2))),
                () -> store.snapshots().read("a"),
                () -> store.snapshots().delete("a"),
                () -> store.streams(StreamQuery.all()));
        for (Executable call : calls) {
            NoNodeAvailableException refusal = assertThrows(NoNodeAvailableException.class, call);
            assertEquals(2, refusal.needed());
        }
        Await.failure(NoNodeAvailableException.class, store.async().snapshots().read("a"));
        Await.failure(NoNodeAvailableException.class, store.async().streams(StreamQuery.all()));
    }

    private EventStore open(int number) {
        return InMemoryEventStore.builder(database)
                .setting("eventstore.cluster.node", "node" + number + "@127.0.0.1")
                .registry(new OverTheNetwork(network, "catalog"))
                .open();
    }
}
