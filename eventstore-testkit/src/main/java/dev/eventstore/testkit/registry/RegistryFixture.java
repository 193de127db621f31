package dev.eventstore.testkit.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import java.time.Duration;

/**
 * The cluster of one test, without nodes at first. A cluster of several nodes has a quorum of two, keeps nodes whose names
 * begin with {@code observer} out of the ring, and gives those whose names begin with {@code heavy} three shares. Called by the
 * test's thread, but for {@link #newRegistry}, which others may call.
 */
public interface RegistryFixture extends AutoCloseable {

    /** How many members a view of several nodes needs. */
    int QUORUM = 2;

    /** How the name of a node begins that runs nothing. */
    String OBSERVER = "observer";

    /** How the name of a node begins that gets {@link #HEAVY_SHARES}. */
    String HEAVY = "heavy";

    /** The shares of a heavy node; others have one. */
    int HEAVY_SHARES = 3;

    /**
     * The registry of one more node, not started yet; the suite starts and closes it.
     *
     * @param self the node, called {@code something@127.0.0.1}; there may have been one of its name before
     * @param processes runs its processes
     * @param codec writes and reads the suite's messages
     * @param time its clock
     * @return a fresh registry
     */
    Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time);

    /**
     * What the registry can do. What it cannot is tested, too: that it is always alone and always serves.
     *
     * @return always the same
     */
    Capabilities capabilities();

    /**
     * Ends a node as if its program was killed: it says nothing to anybody. Asked of several nodes only.
     *
     * @param node a node that was started
     */
    void kill(NodeId node);

    /**
     * Cuts a link: what one node sends does not reach another until {@link #heal}. Asked of several nodes only.
     *
     * @param from the node that is not heard
     * @param to the node that does not hear it
     */
    void cut(NodeId from, NodeId to);

    /** Ends all cuts. Asked of several nodes only. */
    void heal();

    /**
     * The most that may pass until all nodes that reach each other are in one view, after a start, an end, a cut or a heal.
     *
     * @return a time that holds on a busy machine too
     */
    Duration convergenceBudget();

    /** Removes what the test left behind; the suite has closed the registries that were not killed. */
    @Override
    void close();

    /**
     * What a registry can do. Immutable.
     *
     * @param nodes how many nodes a cluster has when a test begins: 1, or 3 for a registry of several nodes, which can then be
     *     joined by others, killed and cut off
     * @param copies which messages are written and read again on their way
     * @param ordered whether what one node asks of a process comes there in the order in which it was asked
     */
    record Capabilities(int nodes, Copies copies, boolean ordered) {

        /**
         * Whether there is never another node.
         *
         * @return true for a registry of one node
         */
        public boolean alone() {
            return nodes == 1;
        }
    }

    /** Which messages, and answers, reach the other side as copies that were written and read again. */
    enum Copies {
        /** None: a process gets the very object that was sent. */
        NONE,
        /** Those to another node. */
        BETWEEN_NODES,
        /** All of them. */
        ALL
    }
}
