package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.cluster.RingRegistryFixture;
import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** All that a registry promises, over sockets. The suites mostly wait, so several run at once. */
@Execution(ExecutionMode.CONCURRENT)
class SocketRegistryTest extends RegistryConformance {

    @Override
    protected RegistryFixture newFixture() {
        return new RingRegistryFixture(new Network(), Duration.ofSeconds(20));
    }

    private static final class Network implements RingRegistryFixture.Network {

        @Override
        public ClusterChannel newChannel(ClusterSettings settings, NodeId self) {
            return new DeafChannel(new SocketChannel(self, settings, TestChannels.QUICK));
        }

        @Override
        public boolean ordered() {
            return false;
        }

        @Override
        public void kill(ClusterChannel channel) {
            ((DeafChannel) channel).socket().end(Duration.ZERO);
        }

        @Override
        public void cut(ClusterChannel from, NodeId sender, ClusterChannel to, NodeId receiver) {
            ((DeafChannel) to).ignore(sender);
        }

        @Override
        public void heal(ClusterChannel channel) {
            ((DeafChannel) channel).hearAll();
        }

        @Override
        public void close() {}
    }
}
