package dev.eventstore.testkit.registry;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites share: a cluster for each test, with as many nodes as the fixture says. Called by JUnit only. */
public abstract class RegistrySuite {

    private final List<RegistryNode> nodes = new ArrayList<>();
    private RegistryFixture fixture;

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
        for (int i = 1; i <= fixture.nodes(); i++) {
            nodes.add(RegistryNode.create(fixture, "node" + i));
        }
        nodes.stream().map(RegistryNode::start).toList().forEach(Await::result);
    }

    /** Stops the nodes, then closes the fixture. */
    @AfterEach
    public void stopNodes() {
        nodes.forEach(RegistryNode::close);
        if (fixture != null) {
            fixture.close();
        }
    }

    RegistryFixture fixture() {
        return fixture;
    }

    List<RegistryNode> nodes() {
        return nodes;
    }

    /** The node that asks, where it does not matter which. */
    RegistryNode node() {
        return nodes.get(0);
    }

    /** On how many nodes, and how often, the process of this name was ever started. */
    int starts(ProcessName name) {
        return nodes.stream().mapToInt(node -> node.starts(name)).sum();
    }

    /** The node on which the process of this name was started last. */
    RegistryNode home(ProcessName name) {
        return nodes.stream().filter(node -> node.runs(name)).findFirst().orElseThrow();
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
}
