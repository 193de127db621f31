package dev.eventstore.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.forward.Forwarder.Policy;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.Append;
import dev.eventstore.testkit.sim.Replayable;
import dev.eventstore.testkit.sim.Seeds;
import dev.eventstore.testkit.sim.cluster.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What once went wrong, in other systems or on paper, as single runs; what must hold always is checked in each. */
@ExtendWith(Replayable.class)
class ClusterScenariosTest {

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
    void an_append_whose_owner_is_killed_is_stored_once_and_acknowledged(long seed) {
        form(seed, 3);
        String owner = cluster.node("node1").registry().ownerOf(STREAM).name();
        CompletionStage<?> append = append(without(owner).get(0), ExpectedVersion.exactly(0));
        cluster.run(cluster.upTo(Duration.ofMillis(15)));
        cluster.crash(owner);
        cluster.result(append);
        assertEquals(cluster.checks().version("s0"), cluster.checks().events());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_member_that_missed_two_views_has_stopped_before_a_third_is_served(long seed) {
        form(seed, 3);
        String first = cluster.node("node1").registry().ownerOf(COUNTER).name();
        isolate(first);
        cluster.until("the others go on", LATER, () -> inView(without(first)));
        count(without(first).get(0));
        String second =
                cluster.node(without(first).get(0)).registry().ownerOf(COUNTER).name();
        cluster.network().heal();
        isolate(second);
        cluster.until("the first comes back", LATER, () -> inView(without(second)));
        count(without(second).get(0));
        healed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_owner_that_was_paused_past_its_removal_writes_nothing_under_its_old_epoch(long seed) {
        form(seed, 3);
        String owner = cluster.node("node1").registry().ownerOf(STREAM).name();
        CompletionStage<?> stale = append(owner, ExpectedVersion.any());
        cluster.pause(owner);
        cluster.until("the others go on", LATER, () -> inView(without(owner)));
        cluster.result(append(without(owner).get(0), ExpectedVersion.exactly(0)));
        cluster.wake(owner);
        cluster.until("the stale append has ended", SOON, stale.toCompletableFuture()::isDone);
        healed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_coordinator_that_hears_but_is_not_heard_stops_nobody(long seed) {
        form(seed, 3);
        without("node1").forEach(other -> cluster.network().link("node1", other, Link.CUT));
        cluster.until("the others go on", LATER, () -> inView(without("node1")));
        for (int i = 0; i < 10; i++) {
            cluster.result(append("node2", ExpectedVersion.any()));
            cluster.run(Duration.ofSeconds(1));
        }
        healed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_epoch_that_is_claimed_and_never_announced_holds_nobody_up(long seed) {
        form(seed, 5);
        long epoch = cluster.checks().epoch();
        cluster.network().filter((from, to, bytes) -> !Frame.isOf("Announce", bytes));
        cluster.crash("node5");
        cluster.until("the epoch is claimed", LATER, () -> cluster.checks().epoch() > epoch);
        cluster.crash("node1");
        cluster.network().filter((from, to, bytes) -> true);
        cluster.settle(List.of("node2", "node3", "node4"), LATER);
        cluster.result(append("node3", ExpectedVersion.any()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_claim_whose_answers_are_lost_costs_no_state(long seed) {
        form(seed, 3);
        countAll(1);
        cluster.loseClaims(2);
        cluster.leave("node3");
        cluster.settle(List.of("node1", "node2"), LATER);
        countAll(2);
    }

    private void countAll(long expected) {
        for (int i = 0; i < Clients.NAMES; i++) {
            assertEquals(
                    expected,
                    cluster.result(clients.increment(cluster.node("node1"), Clients.counter(i)))
                            .value());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void two_view_changes_in_a_row_end_in_one_view(long seed) {
        form(seed, 5);
        cluster.crash("node5");
        cluster.run(cluster.upTo(Duration.ofMillis(200)));
        cluster.crash("node1");
        cluster.settle(List.of("node2", "node3", "node4"), LATER);
        count("node3");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_handoff_that_a_kill_interrupts_holds_nobody_up(long seed) {
        form(seed, 5);
        count("node1");
        cluster.leave(cluster.node("node1").registry().ownerOf(COUNTER).name().equals("node5") ? "node5" : "node4");
        cluster.run(cluster.upTo(Duration.ofMillis(20)));
        cluster.crash("node3");
        cluster.until(
                "those that are left go on",
                LATER,
                () -> cluster.isSettled(List.copyOf(names())) && names().size() == 3);
        count("node1");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_increment_that_may_have_been_handled_is_not_asked_again(long seed) {
        form(seed, 3);
        cluster.network().usually(new Link(0.1, 0.3, Duration.ofMillis(300)));
        String owner = cluster.node("node1").registry().ownerOf(COUNTER).name();
        for (int i = 0; i < 30; i++) {
            clients.increment(cluster.node(without(owner).get(i % 2)), COUNTER);
            cluster.run(Duration.ofMillis(50));
        }
        cluster.crash(owner);
        cluster.network().usually(Link.CLEAR);
        cluster.settle(without(owner), LATER);
        cluster.until("every ask has ended", SOON, clients::isQuiet);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_coordinator_without_storage_is_left_out_and_comes_back(long seed) {
        form(seed, 5);
        cluster.node("node1").storage().disconnect();
        cluster.crash("node5");
        cluster.until("the others go on", LATER, () -> inView(List.of("node2", "node3", "node4")));
        cluster.result(append("node2", ExpectedVersion.any()));
        cluster.node("node1").storage().reconnect();
        cluster.settle(List.of("node1", "node2", "node3", "node4"), LATER);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nodes_that_wait_for_each_other_at_their_start_go_on_together(long seed) {
        cluster = new SimCluster(seed, 3);
        clients = new Clients(cluster);
        cluster.sync(new SyncNodes(cluster.names(), List.of(), Optional.empty()));
        cluster.names().forEach(name -> {
            cluster.run(cluster.upTo(Duration.ofSeconds(3)));
            cluster.start(name);
        });
        cluster.settle(cluster.names(), SOON);
        count("node2");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void after_a_split_is_healed_each_process_runs_once(long seed) {
        form(seed, 5);
        List<String> some = List.of("node1", "node2");
        List<String> most = List.of("node3", "node4", "node5");
        some.forEach(one -> most.forEach(other -> cut(one, other)));
        cluster.until("the larger side goes on", LATER, () -> inView(most));
        count("node4");
        cluster.until(
                "the smaller side stops",
                SOON,
                () -> some.stream().noneMatch(name -> SimCluster.serves(cluster.node(name))));
        healed();
        count("node1");
        assertEquals(
                1, cluster.nodes().stream().filter(node -> node.runs(COUNTER)).count());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_second_failover_works_as_the_first_did(long seed) {
        form(seed, 3);
        for (int i = 0; i < 3; i++) {
            String owner = cluster.node("node1").registry().ownerOf(STREAM).name();
            cluster.crash(owner);
            cluster.settle(without(owner), SOON);
            cluster.result(append(
                    without(owner).get(0),
                    ExpectedVersion.exactly(cluster.checks().version("s0"))));
            cluster.start(owner);
            cluster.settle(cluster.names(), SOON);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_node_that_comes_and_goes_does_not_keep_the_others_from_work(long seed) {
        form(seed, 3);
        for (int i = 0; i < 10; i++) {
            cluster.pause("node3");
            cluster.run(Duration.ofMillis(500).plus(cluster.upTo(Duration.ofSeconds(2))));
            cluster.wake("node3");
            cluster.run(cluster.upTo(Duration.ofSeconds(1)));
            clients.append(cluster.node("node1"), call(ExpectedVersion.any()), 5);
        }
        healed();
        cluster.until("every ask has ended", SOON, clients::isQuiet);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_caller_whose_append_a_cut_has_swallowed_is_told_so_long_before_the_deadline(long seed) {
        form(seed, 3);
        String owner = cluster.node("node1").registry().ownerOf(STREAM).name();
        String caller = without(owner).get(0);
        SimNode node = cluster.node(caller);
        cluster.network().filter((from, to, bytes) -> !Frame.isOf("Reply", bytes));
        Append append = new Append(StreamMessages.code(ExpectedVersion.any()), clients.events(), 0);
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        node.machine()
                .execute(() -> node.registry()
                        .ask(STREAM, append, Deadline.after(cluster.sim(), LATER))
                        .whenComplete((answer, failure) -> told.complete(failure)));
        cluster.run(cluster.upTo(Duration.ofMillis(100)));
        isolate(caller);
        cluster.until("the caller is told", SOON, told::isDone);
        assertInstanceOf(AskOutcomeUnknownException.class, Failures.unwrap(told.join()));
        cluster.network().filter((from, to, bytes) -> true);
        healed();
    }

    private void form(long seed, int size) {
        cluster = new SimCluster(seed, size);
        cluster.forwards(seed % 2 == 0 ? Policy.ALWAYS : Policy.AUTO);
        clients = new Clients(cluster);
        cluster.names().forEach(cluster::start);
        cluster.settle(cluster.names(), SOON);
    }

    private void healed() {
        cluster.network().heal();
        cluster.settle(cluster.names(), LATER);
        cluster.names().forEach(name -> cluster.result(append(name, ExpectedVersion.any())));
    }

    private boolean inView(List<String> members) {
        return members.stream().allMatch(name -> {
            SimNode node = cluster.node(name);
            List<String> seen = node.registry().view().members().stream()
                    .map(each -> each.name())
                    .toList();
            return SimCluster.serves(node) && seen.equals(members);
        });
    }

    private List<String> names() {
        return cluster.nodes().stream().map(node -> node.id().name()).toList();
    }

    private List<String> without(String name) {
        List<String> rest = new ArrayList<>(cluster.names());
        rest.remove(name);
        return rest;
    }

    private void isolate(String name) {
        without(name).forEach(other -> cut(name, other));
    }

    private void cut(String one, String other) {
        cluster.network().link(one, other, Link.CUT);
        cluster.network().link(other, one, Link.CUT);
    }

    private void count(String node) {
        cluster.result(clients.increment(cluster.node(node), COUNTER));
    }

    private CompletionStage<?> append(String node, ExpectedVersion expected) {
        return clients.append(cluster.node(node), call(expected), 5);
    }

    private Clients.Call call(ExpectedVersion expected) {
        return new Clients.Call(STREAM, expected, clients.events());
    }
}
