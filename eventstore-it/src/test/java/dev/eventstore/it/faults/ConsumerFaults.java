package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.it.cluster.Consuming;
import dev.eventstore.it.cluster.Namespaces;
import dev.eventstore.it.cluster.RealCluster;
import dev.eventstore.it.consumer.Consumers;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Nodes are lost that feed competing consumers, those that park and transactional ones, and that have some themselves: every
 * event is handled, those of a stream in order, none after it was acknowledged, and what is counted in transactions is exact.
 */
abstract class ConsumerFaults extends FaultScenario {

    private static final List<String> KINDS = List.of(Consumers.SHARED, Consumers.PARKING, Consumers.TOTALS);

    @Test
    void consumers_of_all_kinds_go_on_when_the_nodes_that_feed_them_are_killed() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            Consuming consuming = begin(cluster);
            for (String kind : KINDS) {
                int owner = consuming.owner(kind, 1);
                int asked = otherThan(owner);
                cluster.node(owner).kill();
                cluster.awaitView(asked, otherThan(owner, asked));
                consuming.awaitMore(asked);
                cluster.start(owner).awaitReady();
                cluster.awaitView(1, 2, 3);
                loadAll(cluster, owner);
                consuming.begin(owner);
                consuming.awaitMore(asked);
            }
            assertConsumed(cluster, consuming, 1, 2, 3);
        }
    }

    @Test
    void consumers_of_all_kinds_go_on_when_the_nodes_that_feed_them_are_paused() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            Consuming consuming = begin(cluster);
            for (String kind : KINDS) {
                int owner = consuming.owner(kind, 1);
                int asked = otherThan(owner);
                long paused = System.nanoTime();
                cluster.node(owner).pause();
                cluster.awaitView(asked, otherThan(owner, asked));
                consuming.awaitMore(asked);
                cluster.node(owner).resume();
                cluster.awaitView(1, 2, 3);
                consuming.excuse(owner, paused);
                consuming.awaitMore(owner);
            }
            assertConsumed(cluster, consuming, 1, 2, 3);
        }
    }

    @Test
    void consumers_of_all_kinds_go_on_when_the_nodes_that_feed_them_are_cut_off() throws Exception {
        if (!Namespaces.arePossible()) {
            System.out.println("Left out, since no network namespaces can be made here: a cut of consumers");
            return;
        }
        try (RealCluster cluster = RealCluster.apart(registry(), folder).formedBy(1, 2, 3)) {
            Consuming consuming = begin(cluster);
            for (String kind : KINDS) {
                int owner = consuming.owner(kind, 1);
                int asked = otherThan(owner);
                long cut = System.nanoTime();
                cluster.network().isolate(owner);
                cluster.awaitView(asked, otherThan(owner, asked));
                cluster.awaitRefusal(owner);
                consuming.awaitMore(asked);
                cluster.network().heal();
                cluster.awaitView(1, 2, 3);
                consuming.excuse(owner, cut);
                consuming.awaitMore(owner);
            }
            assertConsumed(cluster, consuming, 1, 2, 3);
        }
    }

    private Consuming begin(RealCluster cluster) throws Exception {
        loadAll(cluster, 1, 2, 3);
        Consuming consuming = Consuming.on(cluster, folder, 1, 2, 3);
        consuming.awaitMore(1);
        return consuming;
    }

    private static void assertConsumed(RealCluster cluster, Consuming consuming, Integer... living) throws Exception {
        assertSound(cluster, living);
        assertEquals(List.of(), consuming.check(living[0]));
    }
}
