package dev.eventstore.core.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.RingRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final NodeId A = node("a@host");
    private static final NodeId B = node("b@host");
    private static final NodeId PRIMARY = node("primary@host");

    @Test
    void nodes_of_the_blacklist_are_no_members() {
        Placement placement = placement(Distribution.STATIC_QUORUM_RING, 2);
        assertEquals(List.of(A, B), placement.members(List.of(PRIMARY, B, A)));
    }

    @Test
    void fewer_members_than_the_quorum_own_nothing() {
        Placement placement = placement(Distribution.STATIC_QUORUM_RING, 2);
        assertEquals(Optional.empty(), placement.ring(List.of(A)));
        assertEquals(Optional.empty(), placement.ring(List.of()));
        assertEquals(
                List.of(A, B),
                List.copyOf(placement.ring(List.of(B, A)).orElseThrow().shares().keySet()));
    }

    @Test
    void a_ring_without_a_quorum_needs_one_member() {
        Placement placement = placement(Distribution.RING, 1);
        assertEquals(Optional.empty(), placement.ring(List.of()));
        assertEquals(A, placement.ring(List.of(A)).orElseThrow().owner(new ProcessName("counter", "c")));
    }

    @Test
    void weights_are_kept() {
        Map<NodeId, Double> shares = placement(Distribution.STATIC_QUORUM_RING, 2)
                .ring(List.of(A, B))
                .orElseThrow()
                .shares();
        assertTrue(shares.get(B) > 0.6 && shares.get(B) < 0.75, "of three shares b has two: " + shares);
    }

    private static Placement placement(Distribution distribution, int quorum) {
        return new Placement(
                new RingRules(distribution, quorum, List.of(), List.of("^primary@.+$"), Map.of("b@host", 2)));
    }

    private static NodeId node(String name) {
        return new NodeId(name, new UUID(0, name.hashCode()));
    }
}
