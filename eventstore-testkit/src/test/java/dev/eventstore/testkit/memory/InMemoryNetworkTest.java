package dev.eventstore.testkit.memory;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class InMemoryNetworkTest extends ClusterChannelConformance {

    @Override
    protected ChannelFixture newFixture() {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        InMemoryNetwork network = new InMemoryNetwork(threads);
        return new ChannelFixture() {
            @Override
            public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                return network.newChannel(cluster, self);
            }

            @Override
            public void kill(ClusterChannel channel) {
                channel.close();
            }

            @Override
            public Duration removal() {
                return Duration.ofSeconds(5);
            }

            @Override
            public void close() {
                threads.shutdownNow();
            }
        };
    }
}
