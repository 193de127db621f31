package dev.eventstore.testkit.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who is reachable, and how nodes learn of it. Called by JUnit only. */
public abstract class MembershipSuite extends ChannelSuite {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** For subclasses. */
    protected MembershipSuite() {}

    @Test
    public void a_node_is_on_its_own_list_when_it_is_connected() {
        ChannelNode node = newNode(CLUSTER, 1);
        Await.result(node.connect());
        assertTrue(node.sees(List.of(node)), () -> "it sees " + node.reachable());
    }

    @Test
    public void three_nodes_see_the_same_list_the_oldest_first() {
        List<ChannelNode> nodes = form();
        for (ChannelNode node : nodes) {
            assertTrue(node.sees(nodes), () -> node.self() + " sees " + node.reachable());
        }
    }

    @Test
    public void three_nodes_that_start_at_once_form_one_cluster() {
        List<ChannelNode> nodes = List.of(newNode(CLUSTER, 1), newNode(CLUSTER, 2), newNode(CLUSTER, 3));
        Race.run(nodes.stream()
                        .<Callable<Void>>map(node -> () -> Await.result(node.connect()))
                        .toList())
                .forEach(outcome -> assertTrue(outcome.succeeded(), () -> "a start failed: " + outcome.failure()));
        Set<?> all = nodes.stream().map(ChannelNode::self).collect(Collectors.toSet());
        ChannelNode first = nodes.get(0);
        Await.until(
                "all three have one list of three",
                () -> first.reachable().size() == all.size()
                        && nodes.stream().allMatch(node -> node.reachable().equals(first.reachable())));
        assertEquals(all, Set.copyOf(first.reachable()));
        Set<NodeId> oldest =
                nodes.stream().flatMap(node -> node.oldest().stream()).collect(Collectors.toSet());
        assertEquals(1, oldest.size(), () -> "clusters were merged; these were the oldest of one: " + oldest);
    }

    @Test
    public void a_node_that_closes_is_off_the_lists_at_once() {
        List<ChannelNode> nodes = form();
        nodes.get(1).close();
        List<ChannelNode> rest = List.of(nodes.get(0), nodes.get(2));
        within(AT_ONCE, "the closed node is gone", () -> rest.stream().allMatch(node -> node.sees(rest)));
    }

    @Test
    public void the_oldest_may_close_and_the_others_keep_their_order() {
        List<ChannelNode> nodes = form();
        nodes.get(0).close();
        List<ChannelNode> rest = nodes.subList(1, 3);
        within(AT_ONCE, "the oldest is gone", () -> rest.stream().allMatch(node -> node.sees(rest)));
    }

    @Test
    public void a_killed_node_is_removed_in_time() {
        List<ChannelNode> nodes = form();
        kill(nodes.get(2));
        List<ChannelNode> rest = nodes.subList(0, 2);
        within(
                fixture().removal(),
                "the killed node is gone",
                () -> rest.stream().allMatch(node -> node.sees(rest)));
    }

    @Test
    public void the_oldest_may_be_killed() {
        List<ChannelNode> nodes = form();
        kill(nodes.get(0));
        List<ChannelNode> rest = nodes.subList(1, 3);
        within(fixture().removal(), "the oldest is gone", () -> rest.stream().allMatch(node -> node.sees(rest)));
    }

    @Test
    public void a_node_that_starts_again_is_another_incarnation_and_the_youngest() {
        List<ChannelNode> nodes = form();
        kill(nodes.get(1));
        ChannelNode again = join(2);
        List<ChannelNode> now = List.of(nodes.get(0), nodes.get(2), again);
        awaitList(now, now);
        assertEquals(nodes.get(1).self().name(), again.self().name());
    }

    @Test
    public void a_node_of_another_cluster_is_never_seen() {
        ChannelNode stranger = newNode("invoices", 3);
        Await.result(stranger.connect());
        List<ChannelNode> ours = List.of(join(1), join(2));
        awaitList(ours, ours);
        awaitList(List.of(stranger), List.of(stranger));
        ours.get(0).send(stranger, new byte[10]);
        Await.stays("the clusters are apart", () -> ours.stream().noneMatch(node -> node.everSaw(stranger)));
        assertFalse(stranger.everSaw(ours.get(0)));
        assertEquals(List.of(), stranger.received());
    }

    @Test
    public void nothing_is_told_after_close() {
        List<ChannelNode> nodes = form();
        ChannelNode closed = nodes.get(2);
        closed.close();
        int told = closed.calls();
        closed.close();
        closed.send(nodes.get(0), new byte[10]);
        nodes.get(0).send(closed, new byte[10]);
        List<ChannelNode> rest = nodes.subList(0, 2);
        awaitList(rest, rest);
        assertEquals(List.of(), nodes.get(0).received());
        assertTrue(told > 0 && told == closed.calls(), () -> told + " calls, then " + closed.calls());
    }
}
