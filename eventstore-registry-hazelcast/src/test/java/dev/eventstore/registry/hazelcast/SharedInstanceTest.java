package dev.eventstore.registry.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes on instances that the application runs, among members that are none of ours: a lite one and one with data. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("variant")
class SharedInstanceTest extends ClusterChannelConformance {

    @Override
    protected ChannelFixture newFixture() {
        return new Shared();
    }

    /** An instance of the application's: the suite asks for channels that join the cluster of one port range. */
    static HazelcastInstance start(String cluster, int port, boolean lite) {
        Config config = new Config("app-" + UUID.randomUUID());
        config.setClusterName(cluster);
        config.setLiteMember(lite);
        OwnConfig.properties(TestSettings.OWN.silentAfter()).forEach(config::setProperty);
        config.setProperty("hazelcast.partition.count", "3");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getMetricsConfig().setEnabled(false);
        config.getNetworkConfig().setPort(port).setPortCount(8);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        var join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false);
        config.setProperty("hazelcast.discovery.enabled", "true");
        Set<InetSocketAddress> places = IntStream.range(port, port + 8)
                .mapToObj(each -> new InetSocketAddress("127.0.0.1", each))
                .collect(Collectors.toSet());
        join.getDiscoveryConfig()
                .addDiscoveryStrategyConfig(NodeDiscovery.of(places, Set::of, TestSettings.OWN.silentAfter()));
        return Hazelcast.newHazelcastInstance(config);
    }

    private static final class Shared extends KillableFixture {

        private final List<HazelcastInstance> instances = new ArrayList<>();

        Shared() {
            instances.add(start("app", ports.first(), false));
            instances.add(start("app", ports.first(), true));
        }

        @Override
        public synchronized ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
            HazelcastInstance instance = start("app", ports.first(), false);
            instances.add(instance);
            return new HazelcastChannel(
                    self, TestSettings.of(cluster, self, nodes, ports.first(), 4), TestSettings.running(instance));
        }

        @Override
        public void close() {
            instances.forEach(instance -> instance.getLifecycleService().terminate());
            super.close();
        }
    }
}
