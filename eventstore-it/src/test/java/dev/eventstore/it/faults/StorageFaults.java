package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.cluster.RealCluster;
import dev.eventstore.testkit.postgres.EmbeddedServer;
import org.junit.jupiter.api.Test;

/** A database that is stopped while nodes agree on a view. */
abstract class StorageFaults extends FaultScenario {

    @Test
    void a_view_change_waits_for_the_database_and_then_goes_on() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                RealCluster cluster =
                        RealCluster.over(server, registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            cluster.awaitProgress();
            String owned = cluster.streamOf(1, 2);

            server.crash();
            cluster.node(1).kill();
            String answer = cluster.node(2).ask("append " + owned);
            assertTrue(
                    answer.matches("failed (StorageUnavailable|DeadlineExceeded|AppendOutcomeUnknown|NoNode).*"),
                    answer);
            System.out.println(registry() + ": without a database callers are told: " + answer);

            long began = System.nanoTime();
            server.startAgain();
            append(cluster, 2, owned, "append when the database is back, with a view to be claimed first");
            cluster.awaitView(2, 3);
            say("the view without the killed node, after the database is back", millisSince(began));
            cluster.start(1).awaitReady();
            cluster.awaitView(1, 2, 3);
            assertSound(cluster, 2, 3);
        }
    }

    @Test
    void a_node_joins_when_the_database_is_back_that_was_stopped_as_it_started() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                RealCluster cluster =
                        RealCluster.over(server, registry(), folder).formedBy(1, 2)) {
            loadAll(cluster, 1, 2);
            cluster.awaitProgress();
            server.crash();
            cluster.start(3);
            server.startAgain();
            cluster.node(3).awaitReady();
            cluster.awaitView(1, 2, 3);
            assertSound(cluster, 1, 2);
        }
    }
}
