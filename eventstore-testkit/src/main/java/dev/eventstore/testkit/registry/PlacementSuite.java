package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.testkit.Await;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which node owns a name, and what moves when nodes come and go. Called by JUnit only. */
public abstract class PlacementSuite extends RegistrySuite {

    private static final List<ProcessName> MANY = names("counter", 1_000);
    private static final List<ProcessName> FEW = names("counter", 60);

    /** For subclasses. */
    protected PlacementSuite() {}

    @Test
    public void all_nodes_of_a_view_name_the_same_owner_and_each_owns_its_share() {
        Map<ProcessName, NodeId> owners = owners(node());
        for (RegistryNode other : nodes()) {
            assertEquals(owners, owners(other));
            assertShare(1, nodes().size(), owned(owners, other));
        }
    }

    @Test
    public void every_process_runs_on_the_owner_of_its_name_and_nowhere_else() {
        for (int i = 0; i < FEW.size(); i++) {
            add(nodes().get(i % nodes().size()), FEW.get(i), 1);
        }
        assertPlaced();
    }

    @Test
    public void a_join_moves_the_share_of_the_newcomer_and_moves_it_to_nobody_else() {
        if (isAlone()) {
            return;
        }
        Map<ProcessName, NodeId> before = owners(node());
        RegistryNode newcomer = join("node4");
        converge();
        Map<ProcessName, NodeId> after = owners(node());
        MANY.forEach(name -> assertTrue(
                after.get(name).equals(before.get(name)) || after.get(name).equals(newcomer.self()), name::toString));
        assertShare(1, 4, owned(after, newcomer));
    }

    @Test
    public void what_a_node_owned_that_leaves_is_shared_out_and_nothing_else_moves() {
        if (isAlone()) {
            return;
        }
        Map<ProcessName, NodeId> before = owners(node());
        RegistryNode leaver = node(3);
        leave(leaver);
        converge();
        Map<ProcessName, NodeId> after = owners(node());
        assertTrue(owned(before, leaver) > 0);
        assertEquals(0, owned(after, leaver));
        MANY.stream()
                .filter(name -> !before.get(name).equals(leaver.self()))
                .forEach(name -> assertEquals(before.get(name), after.get(name)));
        nodes().forEach(node -> assertTrue(owned(after, node) > owned(before, node), "each gets some"));
    }

    @Test
    public void the_order_in_which_nodes_come_does_not_matter() {
        if (isAlone()) {
            return;
        }
        Map<ProcessName, NodeId> before = owners(node());
        RegistryNode first = node(1);
        leave(first);
        converge();
        join("node1");
        converge();
        Function<Map<ProcessName, NodeId>, Map<ProcessName, String>> byName = owners -> owners.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, owner -> owner.getValue().name()));
        assertEquals(byName.apply(before), byName.apply(owners(node())));
    }

    @Test
    public void processes_go_where_their_names_go() {
        FEW.forEach(name -> add(node(), name, 1));
        assertPlaced();
        if (isAlone()) {
            return;
        }
        RegistryNode newcomer = join("node4");
        converge();
        FEW.forEach(name -> add(newcomer, name, 1));
        assertPlaced();
        assertFalse(newcomer.running().isEmpty(), "the newcomer runs some");
    }

    @Test
    public void a_node_kept_out_of_the_ring_runs_nothing_and_may_ask() {
        if (isAlone()) {
            return;
        }
        long epoch = converge().epoch();
        RegistryNode observer = join(RegistryFixture.OBSERVER);
        Await.until("the observer serves", () -> serves(observer));
        converge();
        assertEquals(owners(node()), owners(observer));
        for (ProcessName name : FEW) {
            assertEquals(1, add(observer, name, 1).amount());
            assertEquals(2, add(node(), name, 1).amount());
        }
        assertEquals(List.of(), observer.running());
        assertEquals(node().registered(), observer.registered());
        assertEquals(FEW.size(), observer.registered().size());
        assertEquals(epoch, node().registry().view().epoch(), "its coming moves nothing");
    }

    @Test
    public void a_heavy_node_owns_as_much_as_its_shares() {
        if (isAlone()) {
            return;
        }
        RegistryNode heavy = join(RegistryFixture.HEAVY);
        converge();
        Map<ProcessName, NodeId> owners = owners(node());
        int shares = 3 + RegistryFixture.HEAVY_SHARES;
        assertShare(RegistryFixture.HEAVY_SHARES, shares, owned(owners, heavy));
        nodes().stream().filter(node -> node != heavy).forEach(node -> assertShare(1, shares, owned(owners, node)));
    }

    private void assertPlaced() {
        for (RegistryNode node : nodes()) {
            Map<ProcessName, NodeId> owners = owners(node);
            List<ProcessName> own = FEW.stream()
                    .filter(name -> owners.get(name).equals(node.self()))
                    .sorted(Comparator.comparing(ProcessName::key))
                    .toList();
            assertEquals(own, node.running());
        }
        ProcessName one = FEW.get(0);
        assertEquals(Optional.of(new Registration(one, node().registry().ownerOf(one))), node().whereis(one));
    }

    private static Map<ProcessName, NodeId> owners(RegistryNode by) {
        return MANY.stream()
                .collect(Collectors.toMap(name -> name, name -> by.registry().ownerOf(name)));
    }

    private static long owned(Map<ProcessName, NodeId> owners, RegistryNode node) {
        return owners.values().stream().filter(node.self()::equals).count();
    }

    /** With 128 points for each share a node gets what it should within a few tenths. */
    private static void assertShare(int shares, int of, long owned) {
        double fair = (double) MANY.size() * shares / of;
        assertTrue(owned > fair * 0.6 && owned < fair * 1.5 || of == shares && owned == fair, owned + " of " + fair);
    }
}
