package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the suites share: a cluster for each test, with as many nodes as the fixture says, which have found each other when the
 * test begins to look at them. Called by JUnit only.
 */
public abstract class RegistrySuite {

    /** The nodes that live, in the order of their start. */
    private final List<RegistryNode> nodes = new ArrayList<>();

    private final List<RegistryNode> ended = new ArrayList<>();

    /** Those that have begun or ended apart from the others. */
    private final List<RegistryNode> apart = new ArrayList<>();

    private RegistryFixture fixture;
    private boolean formed;

    /** For subclasses. */
    protected RegistrySuite() {}

    /**
     * The cluster of one test.
     *
     * @return a fixture without nodes
     */
    protected abstract RegistryFixture newFixture();

    /** Starts the nodes. */
    @BeforeEach
    public void startNodes() {
        fixture = newFixture();
        for (int i = 1; i <= fixture.capabilities().nodes(); i++) {
            nodes.add(RegistryNode.create(fixture, "node" + i + "@127.0.0.1"));
        }
        nodes.stream().map(RegistryNode::start).toList().forEach(Await::result);
    }

    /** Stops the nodes, then closes the fixture. */
    @AfterEach
    public void stopNodes() {
        nodes.forEach(RegistryNode::close);
        apart.forEach(RegistryNode::close);
        if (fixture != null) {
            fixture.close();
        }
    }

    RegistryFixture fixture() {
        return fixture;
    }

    /** The nodes that live, in one view when they are looked at first. */
    List<RegistryNode> nodes() {
        if (!formed) {
            formed = true;
            converge(nodes);
        }
        return List.copyOf(nodes);
    }

    /** The node that asks, where it does not matter which. */
    RegistryNode node() {
        return nodes().get(0);
    }

    RegistryNode node(int number) {
        return nodes().get(number - 1);
    }

    /** One more node, which starts and is not waited for to be in a view. */
    RegistryNode join(String name) {
        nodes();
        RegistryNode node = RegistryNode.create(fixture, name + "@127.0.0.1");
        nodes.add(node);
        Await.result(node.start());
        return node;
    }

    /** One more node, which starts while what it and these send does not reach the other side, and is not counted. */
    RegistryNode startApart(String name, List<RegistryNode> from) {
        RegistryNode node = RegistryNode.create(fixture, name + "@127.0.0.1");
        apart.add(node);
        cut(List.of(node), from);
        Await.result(node.start());
        return node;
    }

    /** From now on a node is one of those that live, or none. */
    void count(RegistryNode node, boolean lives) {
        nodes.remove(node);
        apart.remove(node);
        (lives ? nodes : apart).add(node);
    }

    /** A node leaves as when its store is closed. */
    void leave(RegistryNode node) {
        nodes.remove(node);
        ended.add(node);
        node.leave();
    }

    void kill(RegistryNode node) {
        nodes.remove(node);
        ended.add(node);
        fixture.kill(node.self());
        node.perish();
    }

    /** Cuts the links between each of these and each of those, both ways. */
    void cut(List<RegistryNode> left, List<RegistryNode> right) {
        cutOneWay(left, right);
        cutOneWay(right, left);
    }

    /** What these send does not reach those. */
    void cutOneWay(List<RegistryNode> from, List<RegistryNode> to) {
        from.forEach(sender -> to.forEach(receiver -> fixture.cut(sender.self(), receiver.self())));
    }

    /** Waits until all nodes that live are in one view and nobody else is. */
    View converge() {
        return converge(nodes);
    }

    /** Waits until these nodes serve by one view, whose members are those of them that are let into the ring. */
    View converge(List<RegistryNode> group) {
        List<NodeId> members = group.stream()
                .map(RegistryNode::self)
                .filter(node -> !node.name().startsWith(RegistryFixture.OBSERVER))
                .sorted(Comparator.comparing(NodeId::name))
                .toList();
        within(fixture.convergenceBudget(), "all of " + members + " are in one view", () -> {
            View first = group.get(0).registry().view();
            return first.members().equals(members)
                    && group.stream()
                            .allMatch(node ->
                                    serves(node) && node.registry().view().equals(first));
        });
        return group.get(0).registry().view();
    }

    /** Waits for what must come true within a time. */
    static void within(Duration budget, String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        Await.until(what, condition);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(budget) <= 0, () -> what + " took " + taken + ", allowed are " + budget);
    }

    static boolean serves(RegistryNode node) {
        try {
            node.registry().requireServing();
            return true;
        } catch (NoNodeAvailableException none) {
            return false;
        }
    }

    /** Whether there is never another node; if so, says what holds then: it serves, owns everything and has no epoch. */
    boolean isAlone() {
        if (!fixture.capabilities().alone()) {
            return false;
        }
        ProcessName name = counter("alone");
        RegistryNode only = node();
        only.registry().requireServing();
        assertEquals(new View(0, List.of(only.self())), only.registry().view());
        assertTrue(only.registry().epoch().isEmpty(), "it has no epoch");
        assertEquals(only.self(), only.registry().ownerOf(name));
        assertEquals(new Total(1, 1), add(only, name, 1));
        assertTrue(only.runs(name));
        return true;
    }

    /** On how many nodes, and how often, the process of this name was ever started. */
    int starts(ProcessName name) {
        return nodes().stream().mapToInt(node -> node.starts(name)).sum()
                + ended.stream().mapToInt(node -> node.starts(name)).sum();
    }

    /** The node that lives and runs the process of this name. */
    RegistryNode home(ProcessName name) {
        return nodes().stream().filter(node -> node.runs(name)).findFirst().orElseThrow();
    }

    /** All nodes that ever were. */
    List<RegistryNode> everybody() {
        List<RegistryNode> all = new ArrayList<>(ended);
        all.addAll(nodes());
        return all;
    }

    /** The node that owns a name in the view of the first. */
    RegistryNode owner(ProcessName name) {
        NodeId owner = node().registry().ownerOf(name);
        return nodes().stream()
                .filter(node -> node.self().equals(owner))
                .findFirst()
                .orElseThrow();
    }

    /** The first of many names that a node owns. */
    ProcessName nameOn(RegistryNode node, String type) {
        return names(type, 1_000).stream()
                .filter(name -> node.registry().ownerOf(name).equals(node.self()))
                .findFirst()
                .orElseThrow();
    }

    Total add(RegistryNode from, ProcessName name, int amount) {
        return (Total) ask(from, name, new Add(amount));
    }

    Message ask(RegistryNode from, ProcessName name, Message message) {
        return Await.result(from.ask(name, message));
    }

    static ProcessName counter(String key) {
        return new ProcessName("counter", key);
    }

    static List<ProcessName> names(String type, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ProcessName(type, "name-" + i))
                .toList();
    }
}
