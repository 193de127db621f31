package dev.eventstore.registry.hazelcast;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.PortSuite;
import java.util.List;

class HazelcastPortTest extends PortSuite {

    @Override
    protected ClusterChannel newChannel(NodeId self, List<String> nodes, int port, int range) {
        return new HazelcastChannel(self, TestSettings.of("ports", self, nodes, port, range - 1), TestSettings.OWN);
    }
}
