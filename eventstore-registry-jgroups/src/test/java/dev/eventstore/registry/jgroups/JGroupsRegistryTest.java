package dev.eventstore.registry.jgroups;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.cluster.RingRegistryFixture;
import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.Util;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The suites over channels of JGroups on TCP, which find each other sooner than in service. They mostly wait, so several run at
 * once.
 */
@Execution(ExecutionMode.CONCURRENT)
class JGroupsRegistryTest extends RegistryConformance {

    @Override
    protected RegistryFixture newFixture() {
        return new RingRegistryFixture(new Network(), Duration.ofSeconds(20));
    }

    private static final class Network implements RingRegistryFixture.Network {

        /** Whom a channel does not hear; kept here until it is made. */
        private final Map<ClusterChannel, Set<NodeId>> unheard = new ConcurrentHashMap<>();

        @Override
        public ClusterChannel newChannel(ClusterSettings settings, NodeId self) {
            Set<NodeId> cut = ConcurrentHashMap.newKeySet();
            ClusterChannel channel = new JGroupsChannel(self, settings, TestSettings.defaults(settings), opened -> {
                hasten(opened);
                DISCARD discard = opened.getProtocolStack().findProtocol(DISCARD.class);
                cut.forEach(node -> discard.addIgnoreMember(NodeUuid.of(node)));
            });
            unheard.put(channel, cut);
            return channel;
        }

        @Override
        public boolean ordered() {
            return false;
        }

        @Override
        public void kill(ClusterChannel channel) {
            try {
                Util.shutdown(jgroups(channel));
            } catch (Exception failure) {
                throw new AssertionError("the channel was not ended", failure);
            }
        }

        @Override
        public void cut(ClusterChannel from, NodeId sender, ClusterChannel to, NodeId receiver) {
            unheard.get(to).add(sender);
            if (((JGroupsChannel) to).channel() != null) {
                discard(to).addIgnoreMember(NodeUuid.of(sender));
            }
        }

        @Override
        public void heal(ClusterChannel channel) {
            unheard.get(channel).clear();
            discard(channel).resetIgnoredMembers();
        }

        @Override
        public void close() {}

        /** All in proportion: a lost answer must be sent again before a merge stops waiting for it. */
        private static void hasten(JChannel channel) {
            ProtocolStack stack = channel.getProtocolStack();
            stack.<GMS>findProtocol(GMS.class).setJoinTimeout(250).setMergeTimeout(500);
            stack.<UNICAST3>findProtocol(UNICAST3.class).setXmitInterval(100);
            stack.<MERGE3>findProtocol(MERGE3.class)
                    .setMinInterval(100)
                    .setMaxInterval(300)
                    .setCheckInterval(400);
            try {
                stack.insertProtocol(new DISCARD(), ProtocolStack.Position.ABOVE, TP.class);
            } catch (Exception failure) {
                throw new AssertionError("links cannot be cut", failure);
            }
        }

        private static DISCARD discard(ClusterChannel channel) {
            return jgroups(channel).getProtocolStack().findProtocol(DISCARD.class);
        }

        private static JChannel jgroups(ClusterChannel channel) {
            return Objects.requireNonNull(((JGroupsChannel) channel).channel());
        }
    }
}
