package dev.eventstore.registry.jgroups;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import dev.eventstore.testkit.channel.PortBlock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jgroups.JChannel;
import org.jgroups.util.Util;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class JGroupsChannelTest extends ClusterChannelConformance {

    @Override
    protected ChannelFixture newFixture() {
        PortBlock ports = PortBlock.take();
        return new ChannelFixture() {
            @Override
            public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                return TestSettings.channel(cluster, self, nodes, ports.first(), 4);
            }

            @Override
            public void kill(ClusterChannel channel) {
                JChannel open = Objects.requireNonNull(((JGroupsChannel) channel).channel());
                try {
                    Util.shutdown(open);
                } catch (Exception failure) {
                    throw new AssertionError("the channel was not ended", failure);
                }
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
