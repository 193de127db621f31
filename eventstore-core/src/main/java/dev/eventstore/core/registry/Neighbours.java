package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.ring.Placement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whom this node reaches, and who of them can be in a view with it: not those whose events are stored elsewhere. Thread-safe:
 * changed in turns, one after the other.
 */
final class Neighbours {

    private final RingRules rules;
    private final Placement placement;
    private final Set<NodeId> strangers = ConcurrentHashMap.newKeySet();
    private volatile List<NodeId> reachable = List.of();

    Neighbours(RingRules rules) {
        this.rules = rules;
        this.placement = new Placement(rules);
    }

    void reachable(List<NodeId> nodes) {
        reachable = List.copyOf(nodes);
        strangers.retainAll(nodes);
    }

    List<NodeId> reachable() {
        return reachable;
    }

    /** A node turned out to store its events elsewhere. */
    void stranger(NodeId node) {
        strangers.add(node);
    }

    /** Whether a node could be a member of a view that this node is in. */
    boolean admits(NodeId node) {
        return rules.admits(node.name()) && !strangers.contains(node);
    }

    /** How many nodes that could be members are reached. */
    int available() {
        return (int) placement.members(reachable).stream()
                .filter(node -> !strangers.contains(node))
                .count();
    }
}
