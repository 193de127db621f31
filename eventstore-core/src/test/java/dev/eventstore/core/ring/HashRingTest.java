package dev.eventstore.core.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {

    private static final int NAMES = 100_000;
    private static final List<ProcessName> MANY = Stream.iterate(0, i -> i < NAMES, i -> i + 1)
            .map(i -> new ProcessName("stream", "order-" + i))
            .toList();

    @Test
    void the_hash_is_the_one_that_is_written_down() {
        assertEquals("4be7d8d25f9240a2", Long.toHexString(RingHash.of("stream", "order-7")));
        assertEquals("96bb11ae65e15acf", Long.toHexString(RingHash.of("node1@127.0.0.1", "0")));
        assertEquals("dbb6fe0fb7428f42", Long.toHexString(RingHash.of("zoë", "€")));
    }

    /** Found by another program after the description; a change of these moves every process of a rolling upgrade. */
    @Test
    void names_are_owned_as_they_always_were() {
        HashRing ring = ring(nodes(3));
        assertEquals("node1@127.0.0.1", owner(ring, "stream", "order-7"));
        assertEquals("node2@127.0.0.1", owner(ring, "stream", "order-8"));
        assertEquals("node3@127.0.0.1", owner(ring, "stream", "a"));
        assertEquals("node3@127.0.0.1", owner(ring, "subscription", "$all/mail"));
        assertEquals("node3@127.0.0.1", owner(ring, "counter", "c"));
    }

    @Test
    void the_ring_is_the_same_whatever_the_order_of_joining_and_the_incarnations() {
        HashRing ring = ring(nodes(5));
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            List<NodeId> shuffled = new ArrayList<>(nodes(5).stream()
                    .map(node -> new NodeId(node.name(), new UUID(random.nextLong(), 7)))
                    .toList());
            Collections.shuffle(shuffled, random);
            HashRing other = ring(shuffled);
            MANY.stream()
                    .limit(2_000)
                    .forEach(name -> assertEquals(
                            ring.owner(name).name(), other.owner(name).name()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10})
    void a_join_moves_about_its_share_of_the_names_and_only_towards_the_newcomer(int before) {
        HashRing old = ring(nodes(before));
        HashRing grown = ring(nodes(before + 1));
        NodeId newcomer = nodes(before + 1).get(before);
        int moved = 0;
        for (ProcessName name : MANY) {
            if (!old.owner(name).equals(grown.owner(name))) {
                assertEquals(newcomer, grown.owner(name), name + " moved between old nodes");
                moved++;
            }
        }
        double share = (double) NAMES / (before + 1);
        assertTrue(
                moved > 0.7 * share && moved < 1.3 * share,
                moved + " of " + NAMES + " moved to one more than " + before);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10})
    void the_nodes_own_about_the_same(int count) {
        Map<NodeId, Integer> owned = owned(ring(nodes(count)));
        double fair = (double) NAMES / count;
        assertEquals(count, owned.size());
        owned.forEach((node, names) ->
                assertTrue(names > 0.7 * fair && names < 1.3 * fair, node + " of " + count + " owns " + names));
    }

    @Test
    void a_node_of_weight_two_owns_about_twice_as_much() {
        Collection<NodeId> nodes = nodes(4);
        HashRing ring = new HashRing(nodes, name -> name.startsWith("node2") ? 2 : 1);
        owned(ring).forEach((node, names) -> {
            double fair = NAMES / 5.0 * (node.name().startsWith("node2") ? 2 : 1);
            assertTrue(names > 0.75 * fair && names < 1.25 * fair, node + " owns " + names);
        });
    }

    @Test
    void shares_add_up_and_foretell_what_is_owned() {
        HashRing ring = ring(nodes(5));
        Map<NodeId, Double> shares = ring.shares();
        assertEquals(nodes(5), List.copyOf(shares.keySet()));
        assertEquals(1, shares.values().stream().mapToDouble(d -> d).sum(), 1e-9);
        Map<NodeId, Integer> owned = owned(ring);
        shares.forEach((node, share) -> assertEquals(share, (double) owned.get(node) / NAMES, 0.005));
        assertEquals(1, ring(nodes(1)).shares().get(nodes(1).get(0)), 1e-9, "one node owns all");
    }

    @Test
    void no_nodes_and_two_of_one_name_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> ring(List.of()));
        NodeId again = new NodeId("node1@127.0.0.1", new UUID(9, 9));
        assertThrows(IllegalArgumentException.class, () -> ring(List.of(again, nodes(1).get(0))));
    }

    private static Map<NodeId, Integer> owned(HashRing ring) {
        Map<NodeId, Integer> owned = new HashMap<>();
        MANY.forEach(name -> owned.merge(ring.owner(name), 1, Integer::sum));
        return owned;
    }

    private static String owner(HashRing ring, String type, String key) {
        return ring.owner(new ProcessName(type, key)).name();
    }

    private static HashRing ring(Collection<NodeId> nodes) {
        return new HashRing(nodes, name -> 1);
    }

    private static List<NodeId> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new NodeId(String.format("node%d@127.0.0.1", i), new UUID(0, i)))
                .sorted((a, b) -> Long.compare(
                        a.incarnation().getLeastSignificantBits(),
                        b.incarnation().getLeastSignificantBits()))
                .toList();
    }
}
