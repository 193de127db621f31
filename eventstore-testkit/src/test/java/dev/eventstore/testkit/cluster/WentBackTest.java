package dev.eventstore.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.testkit.sim.Replayable;
import dev.eventstore.testkit.sim.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A database that goes back under nodes that run: a backup is restored, or a server takes over that lagged. */
@ExtendWith(Replayable.class)
class WentBackTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration LATER = Duration.ofSeconds(60);
    private static final ProcessName STREAM = Clients.stream(0);
    private static final ProcessName COUNTER = Clients.counter(0);

    private SimCluster cluster;
    private Clients clients;

    static LongStream seeds() {
        return Seeds.of(20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nodes_stop_what_runs_and_go_on_with_what_is_stored(long seed) {
        form(seed);
        use();
        Runnable backup = cluster.backup();
        changeViews();
        use();
        backup.run();
        append("node1");
        goOn();
        assertEquals(1, count("node2"), "what was counted before does not count");
        use();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_node_that_sleeps_meanwhile_forgets_when_it_wakes(long seed) {
        form(seed);
        use();
        Runnable backup = cluster.backup();
        changeViews();
        cluster.pause("node3");
        cluster.until(
                "the others go on",
                LATER,
                () -> SimCluster.serves(cluster.node("node1"))
                        && cluster.node("node1").registry().view().members().size() == 2);
        use("node1");
        backup.run();
        append("node2");
        cluster.until("the epoch is raised", LATER, () -> cluster.checks().epoch() > ClusterStorage.LEAP);
        cluster.wake("node3");
        cluster.settle(cluster.names(), LATER);
        use();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_coordinator_that_knows_less_than_the_others_is_told(long seed) {
        form(seed);
        Runnable backup = cluster.backup();
        changeViews();
        cluster.crash("node1");
        cluster.settle(List.of("node2", "node3"), LATER);
        backup.run();
        cluster.start("node1");
        append("node2");
        goOn();
        use();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void from_another_database_nobody_serves(long seed) {
        cluster = new SimCluster(seed, 3);
        clients = new Clients(cluster);
        Runnable empty = cluster.backup();
        cluster.names().forEach(cluster::start);
        cluster.settle(cluster.names(), SOON);
        use();
        Runnable full = cluster.backup();
        empty.run();
        append("node1");
        cluster.until("nobody serves", LATER, () -> cluster.nodes().stream().noneMatch(SimCluster::serves));
        cluster.run(Duration.ofSeconds(20));
        CompletableFuture<?> refused = append("node2");
        cluster.until("the caller is told", SOON, refused::isDone);
        assertInstanceOf(
                NoNodeAvailableException.class,
                refused.handle((done, failure) -> Failures.unwrap(failure)).join());
        assertEquals(0, cluster.checks().events(), "nothing is written to it");
        full.run();
        cluster.settle(cluster.names(), LATER);
        use();
    }

    private void form(long seed) {
        cluster = new SimCluster(seed, 3);
        clients = new Clients(cluster);
        cluster.names().forEach(cluster::start);
        cluster.settle(cluster.names(), SOON);
    }

    private void use() {
        cluster.names().forEach(this::use);
    }

    private void use(String node) {
        cluster.result(append(node));
        count(node);
    }

    private void changeViews() {
        for (int i = 0; i < 2; i++) {
            cluster.crash("node2");
            cluster.settle(List.of("node1", "node3"), LATER);
            cluster.start("node2");
            cluster.settle(cluster.names(), LATER);
        }
    }

    /** Somebody has found out, and all have begun anew. */
    private void goOn() {
        cluster.until("the epoch is raised", LATER, () -> cluster.checks().epoch() > ClusterStorage.LEAP);
        cluster.settle(cluster.names(), LATER);
    }

    private CompletableFuture<?> append(String node) {
        Clients.Call call = new Clients.Call(STREAM, ExpectedVersion.any(), clients.events());
        return clients.append(cluster.node(node), call, 5);
    }

    private long count(String node) {
        return cluster.result(clients.increment(cluster.node(node), COUNTER)).value();
    }
}
