package dev.eventstore.registry.local;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.testkit.registry.RegistryFixture;

/** One node. */
record LocalRegistryFixture(boolean encodesMessages) implements RegistryFixture {

    @Override
    public Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time) {
        return new LocalRegistry(self, encodesMessages ? new EncodedProcesses(processes, codec) : processes);
    }

    @Override
    public int nodes() {
        return 1;
    }

    @Override
    public void close() {}
}
