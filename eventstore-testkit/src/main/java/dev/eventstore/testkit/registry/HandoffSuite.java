package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Hold;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Processes that move with what they know, and the asks that are under way meanwhile. Called by JUnit only. */
public abstract class HandoffSuite extends RegistrySuite {

    private static final List<ProcessName> KEEPERS = names("keeper", 100);
    private static final List<ProcessName> COUNTERS = names("counter", 100);

    /** For subclasses. */
    protected HandoffSuite() {}

    @Test
    public void what_a_process_knows_goes_with_it_to_a_node_that_joins() {
        if (isAlone()) {
            return;
        }
        addTo(KEEPERS);
        RegistryNode newcomer = join("node4");
        converge();
        assertKept(KEEPERS);
        assertFalse(newcomer.running().isEmpty(), "some have moved");
        for (ProcessName name : newcomer.running()) {
            assertEquals(1, newcomer.starts(name), "it was started there once");
            assertEquals(2, starts(name), "and once where it was before");
        }
    }

    @Test
    public void what_a_process_knows_goes_with_it_when_its_node_leaves() {
        if (isAlone()) {
            return;
        }
        addTo(KEEPERS);
        leave(node(2));
        converge();
        assertKept(KEEPERS);
    }

    @Test
    public void what_processes_know_outlives_a_restart_of_every_node_one_after_the_other() {
        if (isAlone()) {
            return;
        }
        addTo(KEEPERS);
        for (RegistryNode old : nodes()) {
            leave(old);
            converge();
            join(old.self().name().replace("@127.0.0.1", ""));
            converge();
        }
        assertKept(KEEPERS);
    }

    @Test
    public void a_process_that_keeps_nothing_starts_afresh_where_it_goes() {
        if (isAlone()) {
            return;
        }
        addTo(COUNTERS);
        RegistryNode newcomer = join("node4");
        converge();
        for (int i = 0; i < COUNTERS.size(); i++) {
            ProcessName name = COUNTERS.get(i);
            boolean moved = owner(name) == newcomer;
            assertEquals(new Total(moved ? 1 : i + 2, 1), add(node(), name, 1));
            assertEquals(moved ? 2 : 1, starts(name));
        }
    }

    @Test
    public void after_a_kill_the_processes_of_the_others_go_on_and_the_lost_ones_start_afresh() {
        if (isAlone()) {
            return;
        }
        addTo(KEEPERS);
        RegistryNode killed = node(2);
        Map<ProcessName, NodeId> owners = KEEPERS.stream()
                .collect(
                        Collectors.toMap(name -> name, name -> node().registry().ownerOf(name)));
        kill(killed);
        converge();
        for (int i = 0; i < KEEPERS.size(); i++) {
            boolean lost = owners.get(KEEPERS.get(i)).equals(killed.self());
            assertEquals(lost ? 1 : i + 2, add(node(), KEEPERS.get(i), 1).amount());
        }
    }

    @Test
    public void what_is_being_handled_when_its_node_is_killed_ends_typed_and_is_not_asked_again() {
        if (isAlone()) {
            return;
        }
        RegistryNode killed = node(3);
        ProcessName name = nameOn(killed, "keeper");
        CompletionStage<Message> ask = hold(node(1), name, new Hold("never", false));
        kill(killed);
        assertUnknownSoon(name, ask);
        converge();
        assertEquals(1, add(node(), name, 1).amount());
        assertEquals(1, handled(new Hold("never", false)), "handled once");
    }

    @Test
    public void what_may_be_handled_twice_is_asked_again_when_its_node_is_killed() {
        if (isAlone()) {
            return;
        }
        RegistryNode killed = node(3);
        ProcessName name = nameOn(killed, "keeper");
        Hold hold = new Hold("others", true);
        CompletionStage<Message> ask = hold(node(1), name, hold);
        node(1).open("others");
        node(2).open("others");
        kill(killed);
        assertEquals(hold, Await.result(ask));
        assertEquals(2, handled(hold), "by the killed node and by the next");
    }

    @Test
    public void a_process_ends_its_turn_before_it_moves() {
        if (isAlone()) {
            return;
        }
        Moving moving = moving();
        Hold hold = new Hold("turn", false);
        add(node(1), moving.name(), 7);
        CompletionStage<Message> ask = hold(node(1), moving.name(), hold);
        RegistryNode newcomer = RegistryNode.create(fixture(), "node4@127.0.0.1");
        CompletionStage<Void> started = newcomer.start();
        Await.stays("it does not run in two places", () -> !newcomer.runs(moving.name()));
        moving.home().open("turn");
        assertEquals(hold, Await.result(ask));
        Await.result(started);
        try {
            Await.until(
                    "the newcomer serves",
                    () -> serves(newcomer)
                            && node(1).registry().view().members().contains(newcomer.self()));
            assertEquals(8, add(node(1), moving.name(), 1).amount());
            assertEquals(1, newcomer.starts(moving.name()));
        } finally {
            newcomer.leave();
        }
    }

    @Test
    public void what_waits_for_a_process_that_moves_is_handled_once_where_it_goes() {
        if (isAlone()) {
            return;
        }
        Moving moving = moving();
        hold(node(1), moving.name(), new Hold("long", true));
        List<CompletionStage<Message>> waiting = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> node(i % 3 + 1).ask(moving.name(), new Add(1)))
                .toList();
        RegistryNode newcomer = join("node4");
        moving.home().open("long");
        newcomer.open("long");
        converge();
        List<Integer> totals = waiting.stream()
                .map(ask -> ((Total) Await.result(ask)).amount())
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, 20).boxed().toList(), totals);
        assertEquals(20, handled(new Add(1)), "each was handled once");
    }

    @Test
    public void a_process_that_does_not_end_in_time_is_abandoned() {
        if (isAlone()) {
            return;
        }
        Moving moving = moving();
        Hold hold = new Hold("stuck", false);
        CompletionStage<Message> ask = hold(node(1), moving.name(), hold);
        RegistryNode newcomer = join("node4");
        converge();
        assertUnknownSoon(moving.name(), ask);
        assertEquals(new Total(1, 1), add(node(1), moving.name(), 1), "it starts afresh");
        assertTrue(newcomer.runs(moving.name()));
        moving.home().open("stuck");
        Await.stays("the abandoned one is not heard of", () -> !moving.home().runs(moving.name()));
        assertEquals(1, handled(hold));
    }

    /** A name, and where it lives until node 4 comes and takes it. Immutable. */
    private record Moving(ProcessName name, RegistryNode home) {}

    /** Found by trial: node 4 comes, owns some names, and leaves again. */
    private Moving moving() {
        RegistryNode trial = join("node4");
        converge();
        List<ProcessName> taken = names("keeper", 1_000).stream()
                .filter(name -> owner(name) == trial)
                .toList();
        leave(trial);
        converge();
        ProcessName name = taken.stream()
                .filter(each -> owner(each) == node(2))
                .findFirst()
                .orElseThrow();
        return new Moving(name, node(2));
    }

    private CompletionStage<Message> hold(RegistryNode from, ProcessName name, Hold hold) {
        CompletionStage<Message> ask = from.ask(name, hold);
        Await.until("it is being handled", () -> handled(hold) > 0);
        return ask;
    }

    /** It does not wait for the ask's deadline. */
    private void assertUnknownSoon(ProcessName name, CompletionStage<Message> ask) {
        CompletableFuture<Message> outcome = ask.toCompletableFuture();
        within(fixture().convergenceBudget(), "the asker learns that the outcome is unknown", outcome::isDone);
        assertEquals(
                name, Await.failure(AskOutcomeUnknownException.class, outcome).process());
    }

    private long handled(Message message) {
        return everybody().stream()
                .flatMap(node -> node.received().stream())
                .filter(message::equals)
                .count();
    }

    /** The first gets 1, the second 2, and so on. */
    private void addTo(List<ProcessName> names) {
        for (int i = 0; i < names.size(); i++) {
            assertEquals(i + 1, add(node(i % 3 + 1), names.get(i), i + 1).amount());
        }
    }

    private void assertKept(List<ProcessName> names) {
        for (int i = 0; i < names.size(); i++) {
            assertEquals(i + 2, add(node(), names.get(i), 1).amount());
        }
    }
}
