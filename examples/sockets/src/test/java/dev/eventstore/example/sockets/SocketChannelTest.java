package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import dev.eventstore.testkit.channel.PortBlock;
import java.time.Duration;
import java.util.List;

class SocketChannelTest extends ClusterChannelConformance {

    @Override
    protected ChannelFixture newFixture() {
        PortBlock ports = PortBlock.take();
        return new ChannelFixture() {
            @Override
            public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                return TestChannels.channel(cluster, self, nodes, ports.first(), 4);
            }

            @Override
            public void kill(ClusterChannel channel) {
                ((SocketChannel) channel).end(Duration.ZERO);
            }

            @Override
            public Duration removal() {
                return Duration.ofSeconds(10);
            }

            @Override
            public void close() {
                ports.close();
            }
        };
    }
}
