package dev.eventstore.core.ring;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Consistent hashing: each node has many points on a circle, and a name belongs to the node of the first point at or after its
 * hash. A node that joins takes about its share of the names, from all others; no name moves between the others.
 *
 * <p>Points depend on names of nodes alone, and a point of two nodes goes to the name that comes first: whoever joined when, the
 * ring is the same. Immutable.
 */
public final class HashRing {

    /** What the settings that must agree call this ring; another placement gets another name. */
    public static final String ALGORITHM = "fnv1a64-fmix64/128";

    private static final int POINTS_A_SHARE = 128;
    private static final double CIRCLE = Math.pow(2, 64);

    private final List<NodeId> nodes;
    private final long[] points;
    private final NodeId[] owners;

    /**
     * The ring of some nodes.
     *
     * @param members the nodes, one or more, with different names
     * @param weights how many shares a node of a name has, 1 or more
     * @throws IllegalArgumentException if there is no node, or two have one name
     */
    public HashRing(Collection<NodeId> members, ToIntFunction<String> weights) {
        nodes = members.stream().sorted(Comparator.comparing(NodeId::name)).toList();
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("members must not be empty: a ring without nodes owns nothing");
        }
        if (nodes.stream().map(NodeId::name).distinct().count() < nodes.size()) {
            throw new IllegalArgumentException("members must have different names, but were " + nodes);
        }
        List<long[]> places = nodes.stream()
                .map(node -> places(node.name(), POINTS_A_SHARE * weights.applyAsInt(node.name())))
                .toList();
        points = places.stream()
                .flatMapToLong(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        owners = new NodeId[points.length];
        // From the last name to the first, which thus keeps what two have.
        for (int i = nodes.size() - 1; i >= 0; i--) {
            for (long place : places.get(i)) {
                owners[Arrays.binarySearch(points, place)] = nodes.get(i);
            }
        }
    }

    /**
     * Whom a name belongs to.
     *
     * @param name the name
     * @return the node
     */
    public NodeId owner(ProcessName name) {
        int found = Arrays.binarySearch(points, RingHash.of(name.type(), name.key()));
        int index = found < 0 ? -found - 1 : found;
        return owners[index % owners.length];
    }

    /**
     * What part of all possible names each node owns.
     *
     * @return parts that add up to 1, in the order of the nodes' names
     */
    public Map<NodeId, Double> shares() {
        Map<NodeId, Double> shares = new LinkedHashMap<>();
        nodes.forEach(node -> shares.put(node, 0.0));
        for (int i = 0; i < points.length; i++) {
            double arc = i > 0 ? distance(points[i - 1], points[i]) : wrapped();
            shares.merge(owners[i], arc / CIRCLE, Double::sum);
        }
        return shares;
    }

    private double wrapped() {
        return CIRCLE - distance(points[0], points[points.length - 1]);
    }

    private static double distance(long from, long to) {
        return (double) to - (double) from;
    }

    private static long[] places(String name, int count) {
        return IntStream.range(0, count)
                .mapToLong(number -> RingHash.of(name, Integer.toString(number)))
                .toArray();
    }
}
