package dev.eventstore.postgres;

import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The registry of several nodes over a network in memory, of which two are a quorum. Thread-safe.
 *
 * @param network the network
 * @param cluster the name of the cluster
 */
record RingOverNetwork(InMemoryNetwork network, String cluster) implements RegistryProvider {

    @Override
    public String id() {
        return "ring";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Registry create(Context context) {
        ClusterSettings settings = new ClusterSettings(
                cluster,
                new NodeAddress(context.self().name(), "127.0.0.1", OptionalInt.empty()),
                Optional.of("secret"),
                new ClusterSettings.Listen("127.0.0.1", 7800, 10),
                List.of(),
                new SyncNodes(List.of(), List.of(), Optional.of(Duration.ZERO)),
                new RingRules(Distribution.STATIC_QUORUM_RING, 2, List.of(), List.of(), Map.of()),
                new ClusterSettings.Times(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1)));
        return RingRegistry.over(context, settings, network.newChannel(cluster, context.self()));
    }
}
