package dev.eventstore.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What three nodes must survive, each a process of its own, while clients write through all of them. */
@Tag("cluster")
abstract class RealClusterTest {

    private static final String PROBED = "probed";

    @TempDir
    private Path folder;

    /** The id of the registry. */
    abstract String registry();

    @Test
    void a_killed_owner_is_replaced_at_once_and_nothing_is_lost_or_handled_twice() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formed()) {
            loadAll(cluster);
            Consuming consuming = Consuming.on(cluster, folder, 1, 2, 3);
            int owner = cluster.owner(1, PROBED);
            int survivor = owner % 3 + 1;
            int other = survivor % 3 + 1;
            cluster.node(survivor).ask("append " + PROBED);

            cluster.node(owner).kill();
            report("append after SIGKILL of its owner", cluster.node(survivor).ask("append " + PROBED));

            cluster.awaitView(survivor, other);
            cluster.awaitProgress();
            cluster.start(owner).awaitReady();
            cluster.awaitView(1, 2, 3);
            assertEquals(List.of(), cluster.check(survivor, other));
            assertEquals(List.of(), consuming.check(survivor));
        }
    }

    @Test
    void a_node_that_was_paused_past_its_removal_writes_nothing_by_its_old_view() throws IOException {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formed()) {
            loadAll(cluster);
            int owner = cluster.owner(1, PROBED);
            int survivor = owner % 3 + 1;
            int other = survivor % 3 + 1;
            cluster.node(owner).ask("append " + PROBED);

            cluster.node(owner).pause();
            report("append after SIGSTOP of its owner", cluster.node(survivor).ask("append " + PROBED));
            cluster.awaitView(survivor, other);
            assertNotEquals(owner, cluster.owner(survivor, PROBED));

            // It wakes with its old view, in which it owns the stream.
            cluster.node(owner).give("append " + PROBED);
            cluster.node(owner).resume();
            String woken = cluster.node(owner).answer();
            assertTrue(woken.startsWith("ok 3 ") || woken.startsWith("failed NoNodeAvailable"), woken);

            cluster.awaitView(1, 2, 3);
            cluster.awaitProgress();
            assertEquals(List.of(), cluster.check(1, 2, 3));
        }
    }

    @Test
    void a_node_that_is_cut_off_serves_nothing_although_it_reaches_the_database() throws IOException {
        if (!Namespaces.arePossible()) {
            System.out.println("Left out, since no network namespaces can be made here: a node that is cut off");
            return;
        }
        try (RealCluster cluster = RealCluster.apart(registry(), folder).formed()) {
            loadAll(cluster);
            int owner = cluster.owner(1, PROBED);
            int survivor = owner % 3 + 1;
            int other = survivor % 3 + 1;
            cluster.node(owner).ask("append " + PROBED);

            cluster.network().isolate(owner);
            report(
                    "append after a silent cut of its owner",
                    cluster.node(survivor).ask("append " + PROBED));
            cluster.awaitView(survivor, other);
            cluster.awaitRefusal(owner);
            cluster.awaitProgress();

            cluster.network().heal();
            cluster.awaitView(1, 2, 3);
            cluster.awaitProgress();
            assertEquals(List.of(), cluster.check(1, 2, 3));
        }
    }

    static void loadAll(RealCluster cluster) {
        for (int node = 1; node <= RealCluster.NODES; node++) {
            cluster.load(node, 3);
        }
    }

    void report(String what, String answer) {
        assertTrue(answer.startsWith("ok "), what + ": " + answer);
        System.out.println(registry() + ": " + what + ": " + Long.parseLong(answer.split(" ")[2]) / 1_000 + " ms");
    }
}
