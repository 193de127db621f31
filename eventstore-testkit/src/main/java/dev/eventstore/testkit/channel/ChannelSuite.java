package dev.eventstore.testkit.channel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites share: a network for each test, and nodes on it. Called by JUnit only. */
public abstract class ChannelSuite {

    static final String CLUSTER = "orders";

    private static final List<String> NODES = List.of("node1@127.0.0.1", "node2@127.0.0.1", "node3@127.0.0.1");

    private final List<ChannelNode> open = new ArrayList<>();
    private ChannelFixture fixture;

    /** For subclasses. */
    protected ChannelSuite() {}

    /**
     * The network of one test.
     *
     * @return a fixture without nodes
     */
    protected abstract ChannelFixture newFixture();

    /** Makes the network. */
    @BeforeEach
    public void openNetwork() {
        fixture = newFixture();
    }

    /** Closes the nodes, then the network. */
    @AfterEach
    public void closeNetwork() {
        open.forEach(ChannelNode::close);
        fixture.close();
    }

    ChannelFixture fixture() {
        return fixture;
    }

    /** Node 1, 2 or 3 of a cluster, a new incarnation of it, not connected. */
    ChannelNode newNode(String cluster, int number) {
        var self = ChannelNode.id(NODES.get(number - 1));
        ChannelNode node = new ChannelNode(self, fixture.newChannel(cluster, self, NODES));
        open.add(node);
        return node;
    }

    /** Node 1, 2 or 3, connected. */
    ChannelNode join(int number) {
        ChannelNode node = newNode(CLUSTER, number);
        Await.result(node.connect());
        return node;
    }

    /** Nodes 1 to 3, which joined in this order and see each other. */
    List<ChannelNode> form() {
        List<ChannelNode> nodes = List.of(join(1), join(2), join(3));
        awaitList(nodes, nodes);
        return nodes;
    }

    void kill(ChannelNode node) {
        open.remove(node);
        fixture.kill(node.channel());
    }

    /** Waits until all of these see exactly those, in their order. */
    static void awaitList(List<ChannelNode> observers, List<ChannelNode> list) {
        for (ChannelNode observer : observers) {
            Await.until(
                    () -> observer.self() + " sees "
                            + list.stream().map(ChannelNode::self).toList() + "; it saw " + observer.lists(),
                    () -> observer.sees(list));
        }
    }

    /** Waits for what must happen within a time. */
    static void within(Duration budget, String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        Await.until(what, condition);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(budget) <= 0, () -> what + " took " + taken + ", allowed are " + budget);
    }
}
