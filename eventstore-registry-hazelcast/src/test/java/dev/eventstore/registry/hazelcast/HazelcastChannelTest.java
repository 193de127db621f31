package dev.eventstore.registry.hazelcast;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class HazelcastChannelTest extends ClusterChannelConformance {

    @Override
    protected ChannelFixture newFixture() {
        return new KillableFixture() {
            @Override
            public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                return new HazelcastChannel(
                        self, TestSettings.of(cluster, self, nodes, ports.first(), 4), TestSettings.OWN);
            }
        };
    }
}
