package dev.eventstore.testkit.suites;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.ClusterChannelConformance;
import dev.eventstore.testkit.channel.PortSuite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A channel that says yes to everything and sends nothing: every test of the suites must fail with it. */
final class IdleChannel implements ClusterChannel {

    /** The suites with this channel; run by {@link SuitesFailTest} only. */
    static final class Suites extends ClusterChannelConformance {

        @Override
        protected ChannelFixture newFixture() {
            return new ChannelFixture() {
                @Override
                public ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes) {
                    return new IdleChannel();
                }

                @Override
                public void kill(ClusterChannel channel) {}

                @Override
                public Duration removal() {
                    return Duration.ofSeconds(5);
                }

                @Override
                public void close() {}
            };
        }
    }

    /** The suite for ports with this channel; run by {@link SuitesFailTest} only. */
    static final class Ports extends PortSuite {

        @Override
        protected ClusterChannel newChannel(NodeId self, List<String> nodes, int port, int range) {
            return new IdleChannel();
        }
    }

    @Override
    public CompletionStage<Void> connect(Listener listener) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void send(NodeId to, byte[] bytes) {}

    @Override
    public void close() {}
}
