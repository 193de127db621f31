package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom a node reaches, and who of them could be a member. Confined to its rounds. */
final class Candidates {

    /** Those that were left out, and the tick from which they may ask to be members again. */
    final Map<NodeId, Long> leftOut = new HashMap<>();

    final Set<NodeId> leaving = new LinkedHashSet<>();

    /** How many seconds have passed. */
    long tick;

    private final Rounds.Rules rules;
    private List<NodeId> reachable = List.of();
    private List<NodeId> serving = List.of();

    Candidates(Rounds.Rules rules) {
        this.rules = rules;
    }

    void reachable(List<NodeId> nodes) {
        reachable = List.copyOf(nodes);
        leaving.retainAll(reachable);
        leftOut.clear();
    }

    List<NodeId> reachable() {
        return reachable;
    }

    /** These are in the newest view. */
    void serving(List<NodeId> members) {
        serving = members;
    }

    long reached(View view) {
        return view.members().stream()
                .filter(node -> reachable.contains(node) && !leaving.contains(node))
                .count();
    }

    /**
     * Those that could be members, in the channel's order. Of two incarnations of a name it is the one that is in the newest
     * view; where none is, each gives way to the other, and for all others it is the one that came last.
     */
    List<NodeId> candidates() {
        Map<String, NodeId> byName = new LinkedHashMap<>();
        reachable.stream()
                .filter(node -> rules.admits().test(node) && !leaving.contains(node))
                .forEach(node -> byName.merge(node.name(), node, this::preferred));
        return List.copyOf(byName.values());
    }

    private NodeId preferred(NodeId earlier, NodeId later) {
        boolean stays = serving.contains(earlier) || later.equals(rules.self());
        return stays && !serving.contains(later) ? earlier : later;
    }

    List<NodeId> members() {
        return candidates().stream()
                .filter(node -> !leftOut.containsKey(node))
                .sorted(Comparator.comparing(NodeId::name))
                .toList();
    }

    List<NodeId> others() {
        return reachable.stream().filter(node -> !node.equals(rules.self())).toList();
    }
}
