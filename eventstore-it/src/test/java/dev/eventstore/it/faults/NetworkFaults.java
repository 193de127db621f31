package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.cluster.Namespaces;
import dev.eventstore.it.cluster.RealCluster;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Links that are cut silently, both ways or one. The database is reached from everywhere all the time. */
abstract class NetworkFaults extends FaultScenario {

    private static final int FLAPS = 5;
    private static final Duration FLAP = Duration.ofSeconds(2);

    /** A network of its own for each node is needed; where there are none, says what is left out. */
    interface Story {
        void tell(RealCluster cluster) throws Exception;
    }

    @Test
    void a_coordinator_that_is_cut_off_serves_nothing_although_it_reaches_the_database() throws Exception {
        apart("a cut of the coordinator", cluster -> {
            String owned = cluster.streamOf(1, 2);
            append(cluster, 1, owned, "append before");
            cluster.network().isolate(1);
            append(cluster, 2, owned, "append after a silent cut of its owner, the coordinator");
            cluster.awaitView(2, 3);
            cluster.awaitRefusal(1);
            cluster.awaitProgress();
            heal(cluster);
            assertSound(cluster, 1, 2, 3);
        });
    }

    @Test
    void a_node_that_hears_and_is_not_heard_is_left_out_and_comes_back() throws Exception {
        apart("a one-way cut", cluster -> oneWay(cluster, 3));
    }

    @Test
    void a_coordinator_that_hears_and_is_not_heard_is_replaced_and_comes_back() throws Exception {
        apart("a one-way cut of the coordinator", cluster -> oneWay(cluster, 1));
    }

    @Test
    void two_nodes_that_do_not_hear_each_other_do_no_harm_whichever_they_are() throws Exception {
        apart("cuts of pairs", cluster -> {
            for (int third = 1; third <= RealCluster.NODES; third++) {
                int one = otherThan(third);
                int other = otherThan(third, one);
                long began = System.nanoTime();
                cluster.network().part(one, other);
                aWhile();
                aWhile();
                Await.until("two of the nodes serve by one view", () -> agreeing(cluster) >= 2);
                cluster.awaitProgress();
                say("clients go on writing with node" + one + " and node" + other + " parted", millisSince(began));
                heal(cluster);
                cluster.awaitProgress();
            }
            assertSound(cluster, 1, 2, 3);
        });
    }

    @Test
    void a_link_that_comes_and_goes_leaves_one_view_when_it_is_calm() throws Exception {
        apart("a flapping link", cluster -> {
            for (int flap = 0; flap < FLAPS; flap++) {
                cluster.network().isolate(3);
                aWhile();
                cluster.network().heal();
                aWhile();
            }
            heal(cluster);
            assertSound(cluster, 1, 2, 3);
        });
    }

    private void oneWay(RealCluster cluster, int mute) throws Exception {
        int hearing = otherThan(mute);
        int third = otherThan(mute, hearing);
        String owned = cluster.streamOf(mute, hearing);
        cluster.network().cut(mute, hearing);
        cluster.network().cut(mute, third);
        append(cluster, hearing, owned, "append when its owner hears and is not heard");
        cluster.awaitView(hearing, third);
        cluster.awaitProgress();
        String answer = cluster.node(mute).ask("append " + owned);
        assertTrue(answer.startsWith("failed "), () -> "who is not heard cannot write: " + answer);
        System.out.println(registry() + ": who is not heard is told: " + answer);
        // Nor does it disturb the others by views that it wants.
        cluster.awaitView(hearing, third);
        cluster.awaitProgress();
        heal(cluster);
        assertSound(cluster, 1, 2, 3);
    }

    private void heal(RealCluster cluster) {
        long began = System.nanoTime();
        cluster.network().heal();
        cluster.awaitView(1, 2, 3);
        say("one view of three after healing", millisSince(began));
    }

    private void apart(String what, Story story) throws Exception {
        if (!Namespaces.arePossible()) {
            System.out.println("Left out, since no network namespaces can be made here: " + what);
            return;
        }
        try (RealCluster cluster = RealCluster.apart(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            cluster.awaitProgress();
            story.tell(cluster);
        }
    }

    /** How many nodes serve by the view that most serve by. */
    private static int agreeing(RealCluster cluster) {
        return cluster.views().values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private static void aWhile() {
        long end = System.nanoTime() + FLAP.toNanos();
        Await.until("a while has passed", () -> System.nanoTime() - end > 0);
    }
}
