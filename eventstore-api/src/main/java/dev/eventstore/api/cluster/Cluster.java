package dev.eventstore.api.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The nodes of a store and what runs where. With the registry {@code local} there is one member, always a quorum, and no
 * epoch. Thread-safe.
 */
public interface Cluster {

    /**
     * This node.
     *
     * @return its name and incarnation
     */
    NodeId self();

    /**
     * The view that this node entered last.
     *
     * @return epoch and members; epoch 0 and this node alone before the first view, and with {@code local}
     */
    View view();

    /**
     * Whether this node serves: whether it is in a view that has a quorum.
     *
     * @return true if it does
     */
    boolean hasQuorum();

    /**
     * The epoch under which this node's appends are written.
     *
     * @return the epoch, empty where epochs are not checked
     */
    OptionalLong epoch();

    /**
     * All processes that run, on every node.
     *
     * @return the processes in the order of their names
     */
    List<Registration> registered();

    /**
     * Where a process runs now.
     *
     * @param name the process
     * @return where it runs; empty while it is idle, as it is started when it is next asked
     */
    Optional<Registration> whereis(ProcessName name);

    /**
     * Where a process runs when it is asked.
     *
     * @param name the process
     * @return the node that owns the name
     * @throws dev.eventstore.api.error.NoNodeAvailableException if there is no quorum
     */
    NodeId ownerOf(ProcessName name);
}
