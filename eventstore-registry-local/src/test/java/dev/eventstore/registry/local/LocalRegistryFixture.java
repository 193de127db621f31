package dev.eventstore.registry.local;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;

/** One node. */
record LocalRegistryFixture(boolean encodesMessages) implements RegistryFixture {

    @Override
    public Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time) {
        return new LocalRegistry(self, encodesMessages ? new EncodedProcesses(processes, codec) : processes);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(1, encodesMessages ? Copies.ALL : Copies.NONE, true);
    }

    @Override
    public void kill(NodeId node) {
        throw alone();
    }

    @Override
    public void cut(NodeId from, NodeId to) {
        throw alone();
    }

    @Override
    public void heal() {
        throw alone();
    }

    @Override
    public Duration convergenceBudget() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void close() {}

    private static IllegalStateException alone() {
        return new IllegalStateException("there is one node, and no link to another");
    }
}
