package dev.eventstore.core.cluster;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Who runs processes, and when. The same on every node of a cluster. Immutable.
 *
 * @param distribution how processes are placed
 * @param quorum how many members a view needs at least; 1 for {@link Distribution#RING}
 * @param whitelist regular expressions; if there are any, only nodes in whose names one is found are members
 * @param blacklist regular expressions; without a whitelist, nodes in whose names one is found are no members
 * @param weights how many shares a node gets, by its name, 1 to {@value #MAX_WEIGHT}; nodes that are not named get one
 */
public record RingRules(
        Distribution distribution,
        int quorum,
        List<String> whitelist,
        List<String> blacklist,
        Map<String, Integer> weights) {

    /** The largest weight. */
    public static final int MAX_WEIGHT = 100;

    /**
     * Checks the components.
     *
     * @param distribution how processes are placed
     * @param quorum how many members a view needs at least; 1 for {@link Distribution#RING}
     * @param whitelist regular expressions; if there are any, only nodes in whose names one is found are members
     * @param blacklist regular expressions; without a whitelist, nodes in whose names one is found are no members
     * @param weights how many shares a node gets, by its name, 1 to {@value #MAX_WEIGHT}; nodes that are not named get one
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public RingRules {
        Objects.requireNonNull(distribution, "distribution must not be null");
        if (quorum < 1 || distribution == Distribution.RING && quorum != 1) {
            throw new IllegalArgumentException(
                    "quorum must be 1 or more, and 1 for a ring without a quorum, but was " + quorum);
        }
        whitelist = List.copyOf(whitelist);
        blacklist = List.copyOf(blacklist);
        weights = Map.copyOf(weights);
        whitelist.forEach(Pattern::compile);
        blacklist.forEach(Pattern::compile);
        weights.values().forEach(weight -> {
            if (weight < 1 || weight > MAX_WEIGHT) {
                throw new IllegalArgumentException("weight must be from 1 to " + MAX_WEIGHT + ", but was " + weight);
            }
        });
    }

    /**
     * Whether a node of this name runs processes when it is there. As in Swarm: a whitelist, where there is one, alone
     * decides.
     *
     * @param node the node's whole name
     * @return true if it belongs in the ring
     */
    public boolean admits(String node) {
        return whitelist.isEmpty() ? !found(blacklist, node) : found(whitelist, node);
    }

    /**
     * The shares of a node.
     *
     * @param node the node's whole name
     * @return 1 or more
     */
    public int weight(String node) {
        return weights.getOrDefault(node, 1);
    }

    private static boolean found(List<String> expressions, String node) {
        return expressions.stream()
                .anyMatch(each ->
                        each.equals(node) || Pattern.compile(each).matcher(node).find());
    }
}
