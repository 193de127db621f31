package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Note;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Too few nodes, and links that are cut. Called by JUnit only. */
public abstract class QuorumSuite extends RegistrySuite {

    private static final List<ProcessName> NAMES = names("counter", 60);

    /** For subclasses. */
    protected QuorumSuite() {}

    @Test
    public void a_minority_stops_what_it_runs_and_refuses_calls_while_the_majority_goes_on() {
        if (isAlone()) {
            return;
        }
        NAMES.forEach(name -> add(node(), name, 1));
        RegistryNode minority = node(3);
        List<RegistryNode> majority = List.of(node(1), node(2));
        long before = converge().epoch();
        cut(majority, List.of(minority));
        awaitRefusal(minority);
        assertRefuses(minority, 1);
        Await.until("nothing runs in the minority", () -> minority.running().isEmpty());
        assertTrue(converge(majority).epoch() > before);
        int handled = minority.received().size();
        for (ProcessName name : NAMES) {
            assertTrue(add(node(1), name, 1).amount() + add(node(2), name, 1).amount() >= 3);
        }
        assertEquals(handled, minority.received().size());
        assertRefuses(minority, 1);
    }

    @Test
    public void both_sides_agree_after_the_heal() {
        if (isAlone()) {
            return;
        }
        RegistryNode minority = node(1);
        List<RegistryNode> majority = List.of(node(2), node(3));
        cut(majority, List.of(minority));
        awaitRefusal(minority);
        long apart = converge(majority).epoch();
        NAMES.forEach(name -> add(node(2), name, 1));
        fixture().heal();
        View healed = converge();
        assertTrue(healed.epoch() > apart);
        for (ProcessName name : NAMES) {
            assertEquals(node(2).registry().ownerOf(name), minority.registry().ownerOf(name));
            assertInstanceOf(Total.class, ask(minority, name, new Add(1)));
        }
        assertFalse(minority.running().isEmpty(), "it has its share again");
        NAMES.forEach(name ->
                assertEquals(1, nodes().stream().filter(node -> node.runs(name)).count()));
    }

    @Test
    public void below_the_quorum_every_call_is_refused_with_what_is_needed_and_what_is_there() {
        if (isAlone()) {
            return;
        }
        RegistryNode last = node(2);
        NAMES.forEach(name -> add(last, name, 1));
        kill(node(1));
        kill(node(2));
        awaitRefusal(last);
        assertRefuses(last, 1);
        Await.until("nothing runs any more", () -> last.running().isEmpty());
    }

    @Test
    public void a_node_that_is_left_alone_serves_again_when_another_comes() {
        if (isAlone()) {
            return;
        }
        RegistryNode last = node(1);
        long before = converge().epoch();
        leave(node(3));
        leave(node(2));
        awaitRefusal(last);
        assertRefuses(last, 1);
        RegistryNode next = join("node2");
        assertTrue(converge().epoch() > before);
        NAMES.forEach(name -> assertEquals(1, add(last, name, 1).amount()));
        NAMES.forEach(name -> assertEquals(2, add(next, name, 1).amount()));
    }

    @Test
    public void a_node_that_is_alone_from_the_start_is_open_and_refuses() {
        if (isAlone()) {
            return;
        }
        List<RegistryNode> first = nodes();
        first.forEach(this::kill);
        RegistryNode lonely = RegistryNode.create(fixture(), "lonely@127.0.0.1");
        try {
            Await.result(lonely.start());
            Await.until("the others are gone", () -> available(lonely) == 1);
            assertRefuses(lonely, 1);
            assertEquals(List.of(), lonely.running());
        } finally {
            lonely.close();
        }
    }

    @Test
    public void a_node_that_is_not_heard_leaves_the_others_one_view_and_comes_back() {
        if (isAlone()) {
            return;
        }
        RegistryNode unheard = node(3);
        List<RegistryNode> others = List.of(node(1), node(2));
        cutOneWay(List.of(unheard), others);
        converge(others);
        NAMES.forEach(name -> assertInstanceOf(Total.class, ask(node(1), name, new Add(1))));
        fixture().heal();
        converge();
        NAMES.forEach(name -> assertInstanceOf(Total.class, ask(unheard, name, new Add(1))));
    }

    @Test
    public void asks_around_a_cut_are_answered_or_end_typed_within_their_deadlines() {
        if (isAlone()) {
            return;
        }
        List<RegistryNode> all = nodes();
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Integer>> runners = new ArrayList<>();
        all.forEach(from -> runners.add(() -> askUntil(done, from)));
        runners.add(() -> {
            try {
                cut(List.of(all.get(0)), all.subList(1, 3));
                converge(all.subList(1, 3));
                awaitRefusal(all.get(0));
                fixture().heal();
                converge(all);
            } finally {
                done.set(true);
            }
            return 1;
        });
        for (Race.Outcome<Integer> outcome : Race.run(runners)) {
            assertTrue(outcome.succeeded(), () -> "" + outcome.failure());
            assertTrue(outcome.returned() > 0, "each had answers");
        }
    }

    /** Asks one after the other, until it is done; returns how many were answered. */
    private int askUntil(AtomicBoolean done, RegistryNode from) {
        int answered = 0;
        for (int i = 0; !done.get() || answered == 0; i++) {
            Message message = i % 2 == 0 ? new Add(1) : new Note(i);
            long begin = System.nanoTime();
            try {
                Await.result(
                        from.registry().ask(NAMES.get(i % NAMES.size()), message, from.within(Duration.ofMillis(500))));
                answered++;
            } catch (EventStoreException typed) {
                Await.until("a moment has passed", () -> System.nanoTime() - begin > 1_000_000);
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(taken.compareTo(Duration.ofSeconds(2)) < 0, () -> "an ask within 500 ms took " + taken);
        }
        return answered;
    }

    private void awaitRefusal(RegistryNode node) {
        within(fixture().convergenceBudget(), node.self() + " refuses", () -> !serves(node) && available(node) == 1);
    }

    private static int available(RegistryNode node) {
        try {
            node.registry().requireServing();
            return RegistryFixture.QUORUM;
        } catch (NoNodeAvailableException refusal) {
            return refusal.available();
        }
    }

    private static void assertRefuses(RegistryNode node, int available) {
        ProcessName name = NAMES.get(0);
        for (NoNodeAvailableException refusal : List.of(
                assertThrows(
                        NoNodeAvailableException.class, () -> node.registry().requireServing()),
                assertThrows(
                        NoNodeAvailableException.class, () -> node.registry().ownerOf(name)),
                Await.failure(NoNodeAvailableException.class, node.ask(name, new Add(1))),
                Await.failure(NoNodeAvailableException.class, node.ask(name, new Note(1))),
                Await.failure(NoNodeAvailableException.class, node.registry().registered(node.soon())),
                Await.failure(NoNodeAvailableException.class, node.registry().whereis(name, node.soon())))) {
            assertEquals(RegistryFixture.QUORUM, refusal.needed());
            assertEquals(available, refusal.available());
        }
    }
}
