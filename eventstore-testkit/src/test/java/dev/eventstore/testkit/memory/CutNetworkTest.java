package dev.eventstore.testkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cuts, losses and repeats, on a simulated clock. */
class CutNetworkTest {

    private static final Duration DETECTION = Duration.ofSeconds(2);
    private static final NodeId A = new NodeId("a", new UUID(0, 1));
    private static final NodeId B = new NodeId("b", new UUID(0, 2));

    private final SimScheduler sim = new SimScheduler(1);
    private final InMemoryNetwork network = new InMemoryNetwork(sim, sim, DETECTION);
    private final Ear atA = new Ear();
    private final Ear atB = new Ear();
    private final ClusterChannel a = network.newChannel("c", A);
    private final ClusterChannel b = network.newChannel("c", B);

    CutNetworkTest() {
        a.connect(atA);
        b.connect(atB);
        settle();
    }

    @Test
    void bytes_are_lost_at_once_and_lists_change_when_it_is_noticed_at_the_end_that_hears_nothing() {
        network.cut(A, B);
        a.send(B, new byte[1]);
        b.send(A, new byte[1]);
        settle();
        assertEquals(0, atB.received);
        assertEquals(1, atA.received);
        assertEquals(List.of(A, B), atB.reachable);
        sim.advance(DETECTION);
        assertEquals(List.of(B), atB.reachable);
        assertEquals(List.of(A, B), atA.reachable);
    }

    @Test
    void after_the_heal_bytes_arrive_and_lists_are_whole_again_when_it_is_noticed() {
        network.cut(A, B);
        sim.advance(DETECTION);
        network.heal();
        a.send(B, new byte[1]);
        settle();
        assertEquals(1, atB.received);
        assertEquals(List.of(B), atB.reachable);
        sim.advance(DETECTION);
        assertEquals(List.of(A, B), atB.reachable);
    }

    @Test
    void a_cut_that_ends_before_it_is_noticed_changes_no_list() {
        int told = atB.told;
        network.cut(A, B);
        network.heal();
        sim.advance(DETECTION);
        assertEquals(List.of(A, B), atB.reachable);
        assertTrue(atB.told <= told + 2);
    }

    @Test
    void a_seed_says_which_sends_are_lost_and_which_are_repeated() {
        network.trouble(7, 300, 300);
        int first = sendMany();
        network.trouble(7, 300, 300);
        assertEquals(first, sendMany());
        network.trouble(7, 1_000, 0);
        assertEquals(0, sendMany());
        network.trouble(7, 0, 1_000);
        assertEquals(200, sendMany());
        network.trouble(7, 0, 0);
        assertEquals(100, sendMany());
        assertTrue(first > 50 && first < 150, "some are lost and some repeated: " + first);
    }

    /** Lets everything happen that is due. */
    private void settle() {
        sim.advance(Duration.ofMillis(1));
    }

    private int sendMany() {
        int before = atB.received;
        for (int i = 0; i < 100; i++) {
            a.send(B, new byte[1]);
        }
        settle();
        return atB.received - before;
    }

    /** Notes what it is told. Confined to the test's thread. */
    private static final class Ear implements ClusterChannel.Listener {

        private List<NodeId> reachable = new ArrayList<>();
        private int received;
        private int told;

        @Override
        public void reachable(List<NodeId> nodes) {
            told++;
            reachable = nodes;
        }

        @Override
        public void received(NodeId from, byte[] bytes) {
            received++;
        }
    }
}
