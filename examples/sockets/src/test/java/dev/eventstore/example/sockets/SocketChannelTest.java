package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class SocketChannelTest extends ClusterChannelConformance {

    private static final AtomicInteger PORT = new AtomicInteger(19_100);

    @Override
    protected ChannelFixture newFixture() {
        int port = PORT.getAndAdd(5);
        return new ChannelFixture() {
            @Override
            public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                return TestChannels.channel(cluster, self, nodes, port, 4);
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
            public void close() {}
        };
    }
}
