package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;

/** What routing needs to know of views. Thread-safe: none of its methods waits. */
public interface Views {

    /**
     * Where this node stands.
     *
     * @return its view, and whether it serves
     */
    Standing now();

    /**
     * Runs a task once when this node enters a view of a higher epoch or stops serving; at once if it serves by one now.
     *
     * @param epoch the epoch that is not enough
     * @param task must not wait
     */
    void whenPast(long epoch, Runnable task);

    /**
     * The storage has refused an append, since its epoch is spent.
     *
     * @param epoch the epoch of the append
     */
    void superseded(long epoch);

    /**
     * Whether a node is in the view that was entered last.
     *
     * @param node the node
     * @return false if it is not
     */
    boolean isMember(NodeId node);

    /**
     * Whether a node can be reached now, as far as is known.
     *
     * @param node the node
     * @return false if it cannot
     */
    boolean isReachable(NodeId node);
}
