package dev.eventstore.registry.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of a cluster for tests. Stateless. */
final class TestSettings {

    private static final Duration TIME = Duration.ofSeconds(1);

    /** Our own instance, found by TCP, as it is by default. */
    static final HazelcastSettings OWN =
            new HazelcastSettings(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(4));

    private TestSettings() {}

    /** An instance that runs already. */
    static HazelcastSettings running(HazelcastInstance instance) {
        return new HazelcastSettings(
                Optional.of(instance.getName()), Optional.empty(), Optional.empty(), OWN.silentAfter());
    }

    static ClusterSettings of(String cluster, NodeId self, List<String> nodes, int port, int portRange) {
        NodeAddress address = NodeAddress.parse(self.name()).orElseThrow();
        return new ClusterSettings(
                cluster,
                address,
                Optional.empty(),
                new ClusterSettings.Listen(address.host(), port, portRange),
                nodes.stream().flatMap(node -> NodeAddress.parse(node).stream()).toList(),
                new SyncNodes(List.of(), List.of(), Optional.of(TIME)),
                new RingRules(Distribution.STATIC_QUORUM_RING, 2, List.of(), List.of(), Map.of()),
                new ClusterSettings.Times(TIME, TIME, TIME));
    }

    /** The same settings, but for where the node listens and what it knows. */
    static ClusterSettings listening(ClusterSettings settings, String bindAddress, Optional<String> secret) {
        return new ClusterSettings(
                settings.name(),
                settings.self(),
                secret,
                new ClusterSettings.Listen(
                        bindAddress, settings.listen().port(), settings.listen().portRange()),
                settings.nodes(),
                settings.sync(),
                settings.ring(),
                settings.times());
    }
}
