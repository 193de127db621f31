package dev.eventstore.core.ring;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.RingRules;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who of the nodes that are there runs processes, and whether they are enough. Immutable. */
public final class Placement {

    private final RingRules rules;

    /**
     * Placement by rules.
     *
     * @param rules who runs processes, and when
     */
    public Placement(RingRules rules) {
        this.rules = rules;
    }

    /**
     * Those that white- and blacklist let into the ring.
     *
     * @param nodes the nodes, in any order
     * @return the members, in the order of their names
     */
    public List<NodeId> members(Collection<NodeId> nodes) {
        return nodes.stream()
                .filter(node -> rules.admits(node.name()))
                .sorted(Comparator.comparing(NodeId::name))
                .toList();
    }

    /**
     * The ring of a view. Swarm's StaticQuorumRing: fewer nodes than the quorum own nothing.
     *
     * @param members the members of the view
     * @return the ring, empty if they are no quorum
     */
    public Optional<HashRing> ring(Collection<NodeId> members) {
        return members.size() < rules.quorum() ? Optional.empty() : Optional.of(new HashRing(members, rules::weight));
    }
}
