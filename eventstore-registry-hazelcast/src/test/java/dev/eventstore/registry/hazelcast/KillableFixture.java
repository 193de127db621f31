package dev.eventstore.registry.hazelcast;

import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.ChannelFixture;
import dev.eventstore.testkit.channel.PortBlock;
import java.time.Duration;
import java.util.Objects;

/** What the fixtures of this module share. Called as the suites call a fixture. */
abstract class KillableFixture implements ChannelFixture {

    final PortBlock ports = PortBlock.take();

    /** Ends the instance without a word, then what is left of the channel. */
    @Override
    public void kill(ClusterChannel channel) {
        Objects.requireNonNull(((HazelcastChannel) channel).hazelcast())
                .getLifecycleService()
                .terminate();
        channel.close();
    }

    @Override
    public Duration removal() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void close() {
        ports.close();
    }
}
