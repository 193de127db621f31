package dev.eventstore.core.routing;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.ring.HashRing;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a node stands: the view that it entered last, and whether it serves by it. Immutable.
 *
 * @param view the view; epoch 0 before the first
 * @param ring who owns what in it; empty while this node is in no quorate view
 * @param fenced whether the storage checks the epochs of appends
 * @param needed how many members a view needs
 * @param available how many nodes that could be members can be reached
 */
public record Standing(View view, Optional<HashRing> ring, boolean fenced, int needed, int available) {

    /**
     * Whether this node serves.
     *
     * @return true while it is in a quorate view
     */
    public boolean serves() {
        return ring.isPresent();
    }

    /**
     * Who owns a name.
     *
     * @param name the name
     * @return the node
     * @throws NoNodeAvailableException if this node is in no quorate view
     */
    public NodeId owner(ProcessName name) {
        return ring.orElseThrow(this::refusal).owner(name);
    }

    /**
     * The epoch of the view.
     *
     * @return the epoch, 0 before the first view
     */
    public long epoch() {
        return view.epoch();
    }

    /**
     * The epoch that appends name.
     *
     * @return the epoch, empty if the storage does not check it or there is no view
     */
    public OptionalLong fence() {
        return fenced && view.epoch() > 0 ? OptionalLong.of(view.epoch()) : OptionalLong.empty();
    }

    /**
     * What calls are refused with while this node does not serve.
     *
     * @return the failure
     */
    public NoNodeAvailableException refusal() {
        return new NoNodeAvailableException(needed, available);
    }
}
