package dev.eventstore.testkit.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;

/** The cluster of one test, without nodes at first. Confined to the test's thread. */
public interface RegistryFixture extends AutoCloseable {

    /**
     * The registry of one more node, not started yet; the suite starts and closes it.
     *
     * @param self the node
     * @param processes runs its processes
     * @param codec writes and reads the suite's messages
     * @param time its clock
     * @return a fresh registry
     */
    Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time);

    /**
     * How many nodes a cluster has in the tests. A registry of one node says 1; then it is tested that it is always alone and
     * always serves.
     *
     * @return 1, or 3 for a registry of several nodes
     */
    int nodes();

    /**
     * Whether a message, and its answer, reach the other side as copies that were written and read again.
     *
     * @return false if a process of the asking node gets the very same object
     */
    boolean encodesMessages();

    /** Removes what the test left behind; the suite has closed the registries. */
    @Override
    void close();
}
