package dev.eventstore.testkit.channel;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.time.Duration;
import java.util.List;

/** The network of one test, without nodes at first. Called by the test's thread, {@link #newChannel} by several at once. */
public interface ChannelFixture extends AutoCloseable {

    /**
     * The channel of one more node, not connected yet; the suite connects and closes it.
     *
     * @param cluster the name of the cluster
     * @param self the node
     * @param nodes the names of the nodes that are looked for; those of other clusters may be found under them too
     * @return a fresh channel
     */
    ClusterChannel newChannel(String cluster, NodeId self, List<String> nodes);

    /**
     * Ends a node as if its program was killed: it says nothing to anybody.
     *
     * @param channel a channel of {@link #newChannel} that is connected
     */
    void kill(ClusterChannel channel);

    /**
     * The most that may pass until a killed node is off the others' lists.
     *
     * @return a time that holds on a busy machine too
     */
    Duration removal();

    /** Removes what the test left behind; the suite has closed the channels that were not killed. */
    @Override
    void close();
}
