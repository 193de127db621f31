package dev.eventstore.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.forward.Forwarder.Policy;
import dev.eventstore.testkit.sim.Replayable;
import dev.eventstore.testkit.sim.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who writes what a node appends: itself, or the first node of the view. What must hold always is checked in each run. */
@ExtendWith(Replayable.class)
class ForwardingTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    private static final List<ProcessName> MANY =
            IntStream.range(0, 24).mapToObj(Clients::stream).toList();

    private SimCluster cluster;
    private Clients clients;
    private int forwarded;

    static LongStream seeds() {
        return Seeds.of(5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_lone_append_is_written_by_its_owner(long seed) {
        form(seed, Policy.AUTO);
        streams().forEach(stream -> cluster.result(append("node2", stream)));
        assertEquals(0, forwarded);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void while_nodes_stand_in_each_others_way_the_first_one_writes_for_all(long seed) {
        form(seed, Policy.AUTO);
        List<String> names = cluster.names();
        for (int i = 0; i < 100; i++) {
            MANY.forEach(stream -> names.forEach(node -> append(node, stream)));
            cluster.run(Duration.ofMillis(2));
        }
        cluster.until("every ask has ended", SOON, clients::isQuiet);
        assertTrue(forwarded > 0, "nothing was forwarded");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_writer_that_is_paused_holds_the_others_up_for_a_moment_only(long seed) {
        form(seed, Policy.ALWAYS);
        cluster.pause("node1");
        List<CompletableFuture<AppendResult>> appends =
                ofOthers().stream().map(stream -> append(owner(stream), stream)).toList();
        cluster.until(
                "they are written",
                Duration.ofMillis(600),
                () -> appends.stream().allMatch(CompletableFuture::isDone));
        cluster.wake("node1");
        cluster.settle(cluster.names(), SOON);
        assertEquals(
                appends.stream().mapToLong(each -> each.join().lastVersion()).sum(), stored());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_a_writer_that_is_killed_has_written_is_not_written_again(long seed) {
        form(seed, Policy.ALWAYS);
        List<CompletableFuture<AppendResult>> appends =
                ofOthers().stream().map(stream -> append(owner(stream), stream)).toList();
        cluster.run(cluster.upTo(Duration.ofMillis(20)));
        cluster.crash("node1");
        appends.forEach(cluster::result);
        assertEquals(
                appends.stream().mapToLong(each -> each.join().lastVersion()).sum(), stored());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void appends_that_the_first_node_does_not_take_are_written_by_their_owners(long seed) {
        form(seed, Policy.ALWAYS);
        cluster.node("node1").writesForNobody();
        ofOthers().forEach(stream -> cluster.result(append("node2", stream)));
        int asked = forwarded;
        ofOthers().forEach(stream -> cluster.result(append("node2", stream)));
        assertEquals(asked, forwarded, "it is not asked again for a while");
    }

    private void form(long seed, Policy policy) {
        cluster = new SimCluster(seed, 3);
        cluster.forwards(policy);
        clients = new Clients(cluster);
        cluster.names().forEach(cluster::start);
        cluster.settle(cluster.names(), SOON);
        cluster.network().filter((from, to, bytes) -> {
            forwarded += Frame.isOf("writer", bytes) ? 1 : 0;
            return true;
        });
    }

    private static List<ProcessName> streams() {
        return IntStream.range(0, Clients.NAMES).mapToObj(Clients::stream).toList();
    }

    private List<ProcessName> ofOthers() {
        List<ProcessName> streams = new ArrayList<>(streams());
        streams.removeIf(stream -> owner(stream).equals("node1"));
        return streams;
    }

    private String owner(ProcessName stream) {
        return cluster.node("node2").registry().ownerOf(stream).name();
    }

    private CompletableFuture<AppendResult> append(String node, ProcessName stream) {
        return clients.append(cluster.node(node), new Clients.Call(stream, ExpectedVersion.any(), clients.events()), 5);
    }

    private long stored() {
        return cluster.checks().events();
    }
}
