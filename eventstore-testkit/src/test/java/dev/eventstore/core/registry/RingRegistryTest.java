package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;

/** The suites over a network in memory. */
class RingRegistryTest extends RegistryConformance {

    @Override
    protected RegistryFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements RegistryFixture {

        private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
        private final InMemoryDatabase database = new InMemoryDatabase();

        @Override
        public Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time) {
            ClusterSettings settings = new ClusterSettings(
                    "suite",
                    new NodeAddress(self.name() + "@127.0.0.1", "127.0.0.1", OptionalInt.empty()),
                    Optional.of("secret"),
                    new ClusterSettings.Listen("127.0.0.1", 7800, 10),
                    List.of(),
                    new SyncNodes(List.of(), List.of(), Optional.of(Duration.ZERO)),
                    new RingRules(Distribution.STATIC_QUORUM_RING, 2, List.of(), List.of(), Map.of()),
                    new ClusterSettings.Times(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1)));
            RegistryProvider.Context context = new RegistryProvider.Context(
                    self,
                    null,
                    processes,
                    codec,
                    time,
                    ForkJoinPool.commonPool()::execute,
                    UUID::randomUUID,
                    new InMemoryStorage(database, ForkJoinPool.commonPool(), time, Observer.NONE).cluster(),
                    Observer.NONE);
            return RingRegistry.over(context, settings, network.newChannel("suite", self));
        }

        @Override
        public int nodes() {
            return 3;
        }

        @Override
        public boolean encodesMessages() {
            return true;
        }

        @Override
        public void close() {}
    }
}
