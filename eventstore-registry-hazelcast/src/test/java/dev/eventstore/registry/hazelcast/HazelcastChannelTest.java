package dev.eventstore.registry.hazelcast;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class HazelcastChannelTest extends ClusterChannelConformance {

    private static final AtomicInteger PORT = new AtomicInteger(18_100);

    @Override
    protected ChannelFixture newFixture() {
        int port = PORT.getAndAdd(10);
        return new KillableFixture() {
            @Override
            public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                return new HazelcastChannel(self, TestSettings.of(cluster, self, nodes, port, 4), TestSettings.OWN);
            }
        };
    }
}
