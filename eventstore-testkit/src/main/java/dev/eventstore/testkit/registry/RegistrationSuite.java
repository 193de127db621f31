package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Names and the processes behind them: started when asked, found, stopped, started again. Called by JUnit only. */
public abstract class RegistrationSuite extends RegistrySuite {

    private static final ProcessName NAME = counter("one");

    /** For subclasses. */
    protected RegistrationSuite() {}

    @Test
    public void the_first_ask_starts_a_process_and_later_ones_find_it() {
        assertEquals(new Total(1, 1), add(node(), NAME, 1));
        int sum = 1;
        for (RegistryNode from : nodes()) {
            sum += 2;
            assertEquals(new Total(sum, 1), add(from, NAME, 2));
        }
        assertEquals(1, starts(NAME));
    }

    @Test
    public void a_process_is_found_where_it_runs_and_nowhere_before() {
        for (RegistryNode from : nodes()) {
            assertEquals(Optional.empty(), from.whereis(NAME));
        }
        add(node(), NAME, 1);
        for (RegistryNode from : nodes()) {
            assertEquals(Optional.of(new Registration(NAME, home(NAME).self())), from.whereis(NAME));
        }
        assertEquals(1, starts(NAME), "looking starts nothing");
    }

    @Test
    public void the_owner_of_a_name_is_where_it_runs_when_asked() {
        for (int i = 0; i < 20; i++) {
            ProcessName name = counter("owned-" + i);
            NodeId owner = node().registry().ownerOf(name);
            for (RegistryNode from : nodes()) {
                assertEquals(owner, from.registry().ownerOf(name));
            }
            assertEquals(0, starts(name), "to name the owner starts nothing");
            add(node(), name, 1);
            assertEquals(owner, home(name).self());
        }
    }

    @Test
    public void what_runs_is_registered_in_the_order_of_names() {
        assertEquals(List.of(), node().registered());
        for (String key : List.of("b", "a", "c/d", "aa")) {
            add(node(), counter(key), 1);
        }
        List<Registration> all = node().registered();
        assertEquals(
                List.of("a", "aa", "b", "c/d"),
                all.stream().map(r -> r.name().key()).toList());
        for (Registration registration : all) {
            assertEquals(home(registration.name()).self(), registration.node());
        }
        for (RegistryNode from : nodes()) {
            assertEquals(all, from.registered());
        }
    }

    @Test
    public void the_name_of_a_process_that_was_stopped_can_be_used_again() {
        assertEquals(new Total(5, 1), add(node(), NAME, 5));
        home(NAME).stop(NAME);
        assertEquals(Optional.empty(), node().whereis(NAME));
        assertEquals(List.of(), node().registered());
        assertEquals(3, add(node(), NAME, 3).amount(), "it starts anew");
        assertEquals(2, starts(NAME));
    }

    @Test
    public void names_of_the_same_key_but_another_type_are_different() {
        add(node(), NAME, 1);
        ProcessName other = new ProcessName("counted", NAME.key());
        Await.failure(NotSupportedException.class, node().ask(other, new Add(1)));
        assertEquals(Optional.empty(), node().whereis(other));
        assertEquals(new Total(2, 1), add(node(), NAME, 1));
    }

    @Test
    public void a_type_that_nobody_knows_is_refused() {
        ProcessName unknown = new ProcessName("unknown", "x");
        var refusal = Await.failure(NotSupportedException.class, node().ask(unknown, new Add(1)));
        assertTrue(refusal.getMessage().contains("unknown:x"), refusal.getMessage());
    }

    @Test
    public void a_process_of_a_node_is_asked_there_and_is_not_registered() {
        ProcessName attachment = new ProcessName("attachment", "a1");
        RegistryNode home = nodes().get(nodes().size() - 1);
        home.startHere(attachment);
        for (RegistryNode from : nodes()) {
            assertNotNull(Await.result(from.askAt(home.self(), attachment, new Add(1))));
        }
        assertEquals(1, home.starts(attachment));
        assertEquals(List.of(), node().registered());
        assertEquals(nodes().size(), home.received().size());
    }

    @Test
    public void to_ask_at_a_node_starts_nothing() {
        Await.failure(NotSupportedException.class, node().askAt(node().self(), NAME, new Add(1)));
        assertEquals(0, starts(NAME));
        ProcessName gone = new ProcessName("attachment", "gone");
        node().startHere(gone);
        Await.result(node().askAt(node().self(), gone, new Add(1)));
        node().stop(gone);
        Await.failure(NotSupportedException.class, node().askAt(node().self(), gone, new Add(1)));
    }

    @Test
    public void to_ask_at_a_node_that_is_not_there_fails() {
        NodeId stranger = new NodeId("stranger", new UUID(0, 1));
        node().startHere(NAME);
        assertNotNull(Await.result(node().askAt(node().self(), NAME, new Add(1))));
        NodeId predecessor = new NodeId(node().self().name(), new UUID(0, 2));
        for (NodeId gone : List.of(stranger, predecessor)) {
            Deadline soon = node().within(Duration.ofMillis(100));
            Await.failure(EventStoreException.class, node().registry().askAt(gone, NAME, new Add(1), soon));
        }
        assertEquals(1, node().received().size());
    }

    @Test
    public void every_node_serves_and_sees_all_of_them() {
        List<NodeId> members = nodes().stream().map(RegistryNode::self).toList();
        for (RegistryNode from : nodes()) {
            from.registry().requireServing();
            assertEquals(members, from.registry().view().members());
            assertEquals(new Total(1, 1), add(from, counter("by " + from.self()), 1));
            if (fixture().capabilities().alone()) {
                assertEquals(0, from.registry().view().epoch());
                assertFalse(from.registry().epoch().isPresent());
            }
        }
    }

    @Test
    public void a_registry_that_was_closed_serves_no_more() {
        add(node(), NAME, 1);
        node().registry().close();
        node().registry().close();
        Await.failure(EventStoreException.class, node().ask(NAME, new Add(1)));
        Await.failure(EventStoreException.class, node().askAt(node().self(), NAME, new Add(1)));
        assertEquals(1, starts(NAME));
    }
}
