package dev.eventstore.registry.hazelcast;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.cluster.RingRegistryFixture;
import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The suites over members of Hazelcast on TCP, of which silent ones are noticed sooner than in service. They mostly wait, so
 * several run at once.
 */
@Execution(ExecutionMode.CONCURRENT)
class HazelcastRegistryTest extends RegistryConformance {

    @Override
    protected RegistryFixture newFixture() {
        return new RingRegistryFixture(new Network(), Duration.ofSeconds(20));
    }

    private static final class Network implements RingRegistryFixture.Network {

        private static final HazelcastSettings HASTY =
                new HazelcastSettings(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofMillis(1_500));

        /** Whom a channel does not hear. */
        private final Map<ClusterChannel, Set<NodeId>> unheard = new ConcurrentHashMap<>();

        @Override
        public ClusterChannel newChannel(ClusterSettings settings, NodeId self) {
            Set<NodeId> cut = ConcurrentHashMap.newKeySet();
            ClusterChannel channel = new HazelcastChannel(self, settings, HASTY, from -> !cut.contains(from));
            unheard.put(channel, cut);
            return channel;
        }

        @Override
        public boolean ordered() {
            return false;
        }

        @Override
        public void kill(ClusterChannel channel) {
            Objects.requireNonNull(((HazelcastChannel) channel).hazelcast())
                    .getLifecycleService()
                    .terminate();
        }

        @Override
        public void cut(ClusterChannel from, NodeId sender, ClusterChannel to, NodeId receiver) {
            unheard.get(to).add(sender);
        }

        @Override
        public void heal(ClusterChannel channel) {
            unheard.get(channel).clear();
        }

        @Override
        public void close() {}
    }
}
