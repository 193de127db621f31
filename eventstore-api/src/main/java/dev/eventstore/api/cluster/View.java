package dev.eventstore.api.cluster;

import java.util.List;

/**
 * A claimed epoch and the members it was announced for. Immutable.
 *
 * @param epoch the epoch; 0 before the first claim, and on a node that is in no cluster
 * @param members the nodes, in the order of their names
 */
public record View(long epoch, List<NodeId> members) {

    /**
     * Checks the components.
     *
     * @param epoch the epoch; 0 before the first claim, and on a node that is in no cluster
     * @param members the nodes, in the order of their names
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public View {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch must be 0 or more, but was " + epoch);
        }
        members = List.copyOf(members);
    }
}
