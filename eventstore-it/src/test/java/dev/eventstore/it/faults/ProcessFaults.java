package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.cluster.ClusterNode;
import dev.eventstore.it.cluster.RealCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that are killed, paused, started and stopped. */
abstract class ProcessFaults extends FaultScenario {

    private static final int STARTS = 5;

    @Test
    void a_coordinator_that_is_killed_is_replaced_and_so_is_it_as_an_owner() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            String owned = cluster.streamOf(1, 2);
            String others = cluster.streamOf(3, 2);
            append(cluster, 2, owned, "append before");

            cluster.node(1).kill();
            append(cluster, 2, owned, "append after SIGKILL of its owner, the coordinator");
            append(cluster, 2, others, "append to a stream of a third node then");
            cluster.awaitView(2, 3);

            // Who coordinates now is killed as well, when the first is back.
            cluster.start(1).awaitReady();
            cluster.awaitView(1, 2, 3);
            loadAll(cluster, 1);
            cluster.node(2).kill();
            append(cluster, 3, cluster.streamOf(3, 3), "append after SIGKILL of the next coordinator, to another node");
            cluster.awaitView(1, 3);
            assertSound(cluster, 1, 3);
        }
    }

    @Test
    void a_coordinator_that_is_paused_is_replaced_and_wakes_as_a_member() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            String owned = cluster.streamOf(1, 2);
            append(cluster, 1, owned, "append before");

            cluster.node(1).pause();
            append(cluster, 2, owned, "append after SIGSTOP of its owner, the coordinator");
            cluster.awaitView(2, 3);
            cluster.awaitProgress();

            cluster.node(1).give("append " + owned);
            long woken = System.nanoTime();
            cluster.node(1).resume();
            String answer = cluster.node(1).answer();
            assertTrue(answer.startsWith("ok 3 ") || answer.startsWith("failed NoNodeAvailable"), answer);
            cluster.awaitView(1, 2, 3);
            say("one view of three after SIGCONT", millisSince(woken));
            assertSound(cluster, 1, 2, 3);
        }
    }

    @Test
    void a_node_that_leaves_hands_its_streams_over_without_a_gap() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            leave(cluster, 3, 2, "an owner");
            cluster.start(3).awaitReady();
            cluster.awaitView(1, 2, 3);
            leave(cluster, 1, 2, "an owner, the coordinator");
            assertSound(cluster, 2);
        }
    }

    @Test
    void all_nodes_are_restarted_one_after_the_other_while_clients_write() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            for (int node = 1; node <= RealCluster.NODES; node++) {
                leave(cluster, node, otherThan(node), "node " + node + " of a rolling restart");
                long began = System.nanoTime();
                cluster.start(node).awaitReady();
                cluster.awaitView(1, 2, 3);
                say("back in a view of three", millisSince(began));
                loadAll(cluster, node);
                cluster.awaitProgress();
            }
            assertSound(cluster, 1, 2, 3);
        }
    }

    @Test
    void counters_keep_what_they_counted_while_all_nodes_are_restarted_one_after_the_other() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            for (int node = 1; node <= RealCluster.NODES; node++) {
                cluster.count(node, 2);
            }
            for (int node = 1; node <= RealCluster.NODES; node++) {
                cluster.awaitCounting();
                long began = System.nanoTime();
                cluster.node(node).leave();
                cluster.start(node).awaitReady();
                cluster.awaitView(1, 2, 3);
                say("a node that counts is restarted and back in a view of three", millisSince(began));
                cluster.count(node, 2);
            }
            cluster.awaitCounting();
            assertEquals(List.of(), cluster.checkCounts(1, 2, 3));
        }
    }

    @Test
    void three_nodes_that_start_together_form_one_cluster_every_time() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder)) {
            for (int start = 0; start < STARTS; start++) {
                long began = System.nanoTime();
                cluster.formed();
                say("one view of three after a start together", millisSince(began));
                loadAll(cluster, 1, 2, 3);
                cluster.awaitProgress();
                cluster.kill(1, 2, 3);
            }
            cluster.formed();
            loadAll(cluster, 1, 2, 3);
            assertSound(cluster, 1, 2, 3);
        }
    }

    @Test
    void two_nodes_serve_and_a_third_joins_them() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder)) {
            ClusterNode first = cluster.start(1);
            ClusterNode second = cluster.start(2);
            first.awaitReady();
            second.awaitReady();
            cluster.awaitView(1, 2);
            loadAll(cluster, 1, 2);
            cluster.awaitProgress();

            long began = System.nanoTime();
            cluster.start(3).awaitReady();
            cluster.awaitView(1, 2, 3);
            say("a third node has started and is in the view", millisSince(began));
            loadAll(cluster, 3);
            assertSound(cluster, 1, 2, 3);
        }
    }

    @Test
    void the_node_that_took_over_is_killed_when_the_first_is_back() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formed()) {
            loadAll(cluster, 1, 2, 3);
            int first = cluster.owner(1, "probed");
            int asked = otherThan(first);
            cluster.node(first).kill();
            append(cluster, asked, "probed", "append after SIGKILL of its owner");
            cluster.awaitView(asked, otherThan(first, asked));
            int second = cluster.owner(asked, "probed");

            cluster.start(first).awaitReady();
            cluster.awaitView(1, 2, 3);
            loadAll(cluster, first);
            int third = otherThan(first, second);
            cluster.node(second).kill();
            append(cluster, third, "probed", "append after SIGKILL of who had taken over");
            cluster.awaitView(first, third);
            assertNotEquals(second, cluster.owner(third, "probed"));

            cluster.start(second).awaitReady();
            cluster.awaitView(1, 2, 3);
            cluster.node(first).kill();
            append(cluster, third, "probed", "append after SIGKILL of its owner once more");
            cluster.awaitView(second, third);
            assertSound(cluster, second, third);
        }
    }

    @Test
    void a_node_that_is_restarted_at_once_takes_the_place_of_the_one_that_was_killed() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            cluster.awaitProgress();
            for (int node : new int[] {1, 3}) {
                cluster.node(node).kill();
                long began = System.nanoTime();
                cluster.start(node).awaitReady();
                cluster.awaitView(1, 2, 3);
                say("a killed node is restarted at once and is in the view", millisSince(began));
            }
            assertSound(cluster, 1, 2, 3);
        }
    }

    @Test
    void one_of_three_refuses_every_call_in_time_and_goes_on_with_a_second() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formed()) {
            loadAll(cluster, 1, 2, 3);
            cluster.awaitProgress();
            // The others would tell it that they leave; killed, they do not.
            cluster.kill(1, 2);
            long began = System.nanoTime();
            cluster.awaitRefusal(3);
            say("the first refusal after SIGKILL of two", millisSince(began));
            assertTrue(refuses(cluster, "read"), "reads are refused, too");
            assertTrue(refuses(cluster, "registered"), "so is what the cluster is asked");
            String refusal = cluster.node(3).ask("append lonely");
            say("a refusal below the quorum", Long.parseLong(refusal.split(" ")[2]) / 1_000);

            long again = System.nanoTime();
            cluster.start(1).awaitReady();
            cluster.awaitView(1, 3);
            say("a second node has started and both serve", millisSince(again));
            append(cluster, 3, "lonely", "append then");
            assertSound(cluster, 3);
        }
    }

    private static boolean refuses(RealCluster cluster, String call) {
        return cluster.node(3).ask(call).startsWith("failed NoNodeAvailable");
    }

    /** Appends without pause while a node leaves; the longest wait is what is said. */
    private void leave(RealCluster cluster, int leaving, int asked, String what) {
        String stream = cluster.streamOf(leaving, asked);
        cluster.node(leaving).give("quit");
        long longest = 0;
        int owner = leaving;
        while (owner == leaving) {
            String answer = cluster.node(asked).ask("append " + stream);
            assertTrue(answer.startsWith("ok "), () -> what + " leaves: " + answer);
            longest = Math.max(longest, Long.parseLong(answer.split(" ")[2]));
            owner = cluster.owner(asked, stream);
        }
        say("the longest append while its owner leaves, " + what, longest / 1_000);
        cluster.node(leaving).awaitEnded();
    }
}
