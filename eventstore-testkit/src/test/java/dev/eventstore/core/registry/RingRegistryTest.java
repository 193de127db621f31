package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.cluster.RingRegistryFixture;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The suites over a network in memory. They mostly wait, so several run at once. */
@Execution(ExecutionMode.CONCURRENT)
class RingRegistryTest extends RegistryConformance {

    private static final Duration DETECTION = Duration.ofMillis(50);

    @Override
    protected RegistryFixture newFixture() {
        return new RingRegistryFixture(
                new Network(new InMemoryNetwork(ForkJoinPool.commonPool(), new WallClock(), DETECTION)),
                Duration.ofSeconds(10));
    }

    /** Makes a network in memory that of the fixture. */
    record Network(InMemoryNetwork network) implements RingRegistryFixture.Network {

        @Override
        public ClusterChannel newChannel(ClusterSettings settings, NodeId self) {
            return network.newChannel(settings.name(), self);
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void kill(ClusterChannel channel) {
            channel.close();
        }

        @Override
        public void cut(ClusterChannel from, NodeId sender, ClusterChannel to, NodeId receiver) {
            network.cut(sender, receiver);
        }

        @Override
        public void heal(ClusterChannel channel) {
            network.heal();
        }

        @Override
        public void close() {}
    }
}
