package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Views: who is in them, that all members enter the same ones, and their epochs. Called by JUnit only. */
public abstract class MembershipSuite extends RegistrySuite {

    /** For subclasses. */
    protected MembershipSuite() {}

    @Test
    public void all_members_are_in_one_view_and_write_under_its_epoch() {
        if (isAlone()) {
            return;
        }
        View view = converge();
        assertTrue(view.epoch() > 0);
        for (RegistryNode node : nodes()) {
            assertEquals(view, node.registry().view());
            assertEquals(OptionalLong.of(view.epoch()), node.registry().epoch());
            assertTrue(view.members().contains(node.self()));
            ProcessName name = nameOn(node, "counter");
            add(node(), name, 1);
            assertEquals(OptionalLong.of(view.epoch()), node.handled().get(0).epoch(), "asks are routed by it");
        }
    }

    @Test
    public void epochs_only_grow_and_an_epoch_has_one_view() {
        if (isAlone()) {
            return;
        }
        Map<RegistryNode, List<View>> told = new HashMap<>();
        nodes().forEach(node -> told.put(node, listen(node)));
        RegistryNode fourth = join("node4");
        told.put(fourth, listen(fourth));
        converge();
        leave(node(2));
        converge();
        kill(fourth);
        converge();
        Map<Long, View> byEpoch = new HashMap<>();
        told.forEach((node, views) -> {
            for (int i = 0; i < views.size(); i++) {
                View view = views.get(i);
                assertTrue(i == 0 || view.epoch() > views.get(i - 1).epoch(), () -> node.self() + ": " + views);
                assertEquals(view, byEpoch.computeIfAbsent(view.epoch(), epoch -> view));
                assertTrue(view.members().contains(node.self()), "it is told of its own views");
            }
        });
        assertTrue(byEpoch.size() >= 4, () -> "one before, and one after each change: " + byEpoch);
    }

    @Test
    public void a_listener_is_told_of_the_view_it_begins_in_and_of_those_that_come_until_it_ends() throws Exception {
        List<View> first = new CopyOnWriteArrayList<>();
        AutoCloseable listening = node().registry().onView(first::add);
        if (isAlone()) {
            assertEquals(List.of(), first, "the only view was entered before anybody could listen");
            return;
        }
        View begun = node().registry().view();
        Await.until("it is told of the view it is in", () -> first.equals(List.of(begun)));
        leave(node(3));
        View next = converge();
        Await.until("it is told of the next one", () -> first.contains(next));
        listening.close();
        List<View> last = listen(node());
        int heard = first.size();
        join("node3");
        View late = converge();
        Await.until("another one hears of the last", () -> last.contains(late));
        assertEquals(heard, first.size(), "it has ended");
    }

    @Test
    public void a_node_that_was_restarted_comes_back_and_its_predecessor_does_not() {
        if (isAlone()) {
            return;
        }
        RegistryNode old = node(2);
        leave(old);
        RegistryNode again = join("node2");
        View view = converge();
        assertFalse(view.members().contains(old.self()));
        ProcessName name = nameOn(again, "counter");
        assertEquals(1, add(node(), name, 1).amount());
        assertEquals(1, again.starts(name));
    }

    @Test
    public void a_node_that_was_killed_is_followed_by_its_next_incarnation() {
        if (isAlone()) {
            return;
        }
        RegistryNode old = node(3);
        ProcessName name = nameOn(old, "counter");
        add(node(), name, 5);
        kill(old);
        RegistryNode again = join("node3");
        converge();
        assertEquals(again.self(), node().registry().ownerOf(name));
        assertEquals(1, add(node(), name, 1).amount(), "what was in the killed node is gone");
        assertEquals(1, again.starts(name));
    }

    @Test
    public void a_node_that_finds_one_of_its_name_only_after_its_start_ends_and_disturbs_nobody() {
        if (isAlone()) {
            return;
        }
        View view = converge();
        RegistryNode second = startApart("node3", nodes());
        assertFalse(serves(second), "alone it is no quorum");
        fixture().heal();
        awaitEnd(second);
        assertEquals(view, converge(), "the view has stayed");
    }

    @Test
    public void of_two_nodes_of_one_name_that_have_both_served_the_second_ends_when_they_meet() {
        if (isAlone()) {
            return;
        }
        RegistryNode first = node(3);
        converge();
        cut(List.of(first), List.of(node(1), node(2)));
        count(first, false);
        converge();
        RegistryNode second = startApart("node3", List.of(first));
        count(second, true);
        ProcessName name = counter("moves");
        assertTrue(converge().members().contains(second.self()));
        add(second, name, 1);
        fixture().heal();
        awaitEnd(second);
        count(second, false);
        count(first, true);
        converge();
        add(first, name, 1);
    }

    private void awaitEnd(RegistryNode node) {
        ProcessName name = counter("refused");
        within(fixture().convergenceBudget(), node.self() + " ends", () -> {
            try {
                node.registry().requireServing();
                return false;
            } catch (NoNodeAvailableException notYet) {
                return false;
            } catch (StoreClosedException ended) {
                return ended.getMessage()
                        .contains("another node called " + node.self().name());
            }
        });
        Await.failure(StoreClosedException.class, node.ask(name, new Add(1)));
        Await.until("nothing runs there", () -> node.running().isEmpty());
    }

    @Test
    public void the_loss_of_the_oldest_node_is_like_that_of_any_other() {
        if (isAlone()) {
            return;
        }
        View before = converge();
        kill(node(1));
        View after = converge();
        assertTrue(after.epoch() > before.epoch());
        for (ProcessName name : names("counter", 30)) {
            assertEquals(1, add(node(2), name, 1).amount());
        }
    }

    @Test
    public void a_node_that_leaves_runs_nothing_any_more_and_the_others_go_on_without_it() {
        if (isAlone()) {
            return;
        }
        List<ProcessName> names = names("counter", 60);
        names.forEach(name -> add(node(), name, 1));
        RegistryNode leaver = node(3);
        assertFalse(leaver.running().isEmpty());
        Await.result(leaver.registry().leave());
        assertEquals(List.of(), leaver.running(), "nothing runs there when it has left");
        leave(leaver);
        View view = converge();
        assertFalse(view.members().contains(leaver.self()));
        names.forEach(name -> add(node(), name, 1));
        assertEquals(List.of(), leaver.running());
        Await.failure(EventStoreException.class, leaver.ask(names.get(0), new Add(1)));
    }

    @Test
    public void what_runs_is_told_by_all_members_and_by_none_that_is_gone() {
        List<ProcessName> names = names("counter", 30);
        names.forEach(name -> add(node(), name, 1));
        assertEquals(30, node().registered().size());
        if (isAlone()) {
            return;
        }
        NodeId killed = node(3).self();
        kill(node(3));
        converge();
        for (RegistryNode from : nodes()) {
            assertTrue(from.registered().stream().noneMatch(each -> each.node().equals(killed)));
            assertFalse(from.registered().isEmpty());
        }
    }

    private static List<View> listen(RegistryNode node) {
        List<View> views = new CopyOnWriteArrayList<>();
        node.registry().onView(views::add);
        return views;
    }
}
