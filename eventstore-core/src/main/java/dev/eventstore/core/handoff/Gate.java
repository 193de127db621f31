package dev.eventstore.core.handoff;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which names may run on a node: what it owns in its view, and in every drain since. Rounds may fail for hours, so what they
 * add is kept once for each set of members. Confined to turns; what it gives is immutable.
 */
public final class Gate {

    private final Set<List<NodeId>> drained = new HashSet<>();
    private Predicate<ProcessName> open = name -> false;

    /** Lets these run, whatever was drained before. */
    public Predicate<ProcessName> open(Predicate<ProcessName> owned) {
        drained.clear();
        open = owned;
        return open;
    }

    /** Lets only those of them run that are owned among these members, too. */
    public Predicate<ProcessName> narrow(List<NodeId> members, Predicate<ProcessName> owned) {
        if (drained.add(List.copyOf(members))) {
            open = open.and(owned);
        }
        return open;
    }
}
