package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
                .registry(new OverTheNetwork())
                .open();
    }

    private final class OverTheNetwork implements RegistryProvider {

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public String id() {
            return "ring";
        }

        @Override
        public Registry create(Context context) {
            ClusterSettings settings = new ClusterSettings(
                    "catalog",
                    new NodeAddress(context.self().name(), "127.0.0.1", OptionalInt.empty()),
                    Optional.of("secret"),
                    new ClusterSettings.Listen("127.0.0.1", 7800, 10),
                    List.of(),
                    new SyncNodes(List.of(), List.of(), Optional.of(Duration.ZERO)),
                    new RingRules(Distribution.STATIC_QUORUM_RING, 2, List.of(), List.of(), Map.of()),
                    new ClusterSettings.Times(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1)));
            return RingRegistry.over(context, settings, network.newChannel("catalog", context.self()));
        }
    }
}
