package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.example.sockets.SocketRegistryProvider.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Channels as the suites need them: on the loopback address, quick to notice silence. Stateless. */
final class TestChannels {

    static final Timing QUICK = new Timing(Duration.ofMillis(200), Duration.ofSeconds(2));

    private TestChannels() {}

    static SocketChannel channel(String cluster, NodeId self, List<String> nodes, int port, int moreports) {
        List<NodeAddress> addresses = nodes.stream().map(TestChannels::address).toList();
        ClusterSettings settings = new ClusterSettings(
                cluster,
                address(self.name()),
                Optional.empty(),
                new ClusterSettings.Listen("127.0.0.1", port, moreports),
                addresses,
                new SyncNodes(List.of(), List.of(), Optional.of(Duration.ZERO)),
                new RingRules(Distribution.RING, 1, List.of(), List.of(), Map.of()),
                new ClusterSettings.Times(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        return new SocketChannel(self, settings, QUICK);
    }

    private static NodeAddress address(String name) {
        return new NodeAddress(name, "127.0.0.1", OptionalInt.empty());
    }
}
