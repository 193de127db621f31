package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.PortSuite;
import java.util.List;

class SocketPortTest extends PortSuite {

    @Override
    protected ClusterChannel newChannel(NodeId self, List<String> nodes, int port, int range) {
        return TestChannels.channel("ports", self, nodes, port, range - 1);
    }
}
