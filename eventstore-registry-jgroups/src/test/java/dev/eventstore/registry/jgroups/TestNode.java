package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jgroups.JChannel;
import org.jgroups.util.Util;

/** A node with a channel of its own, on the loopback address. Thread-safe. */
final class TestNode implements ClusterChannel.Listener, AutoCloseable {

    private final NodeId self;
    private final JGroupsChannel channel;
    private final Set<NodeId> everSeen = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private volatile List<NodeId> reachable = List.of();

    private TestNode(NodeId self, JGroupsChannel channel) {
        this.self = self;
        this.channel = channel;
    }

    /** A node that is not connected; its settings by their full keys. */
    static TestNode of(int number, Map<String, Object> settings) {
        NodeId self = new NodeId("node" + number + "@127.0.0.1", UUID.randomUUID());
        return new TestNode(self, TestSettings.channel(self, settings));
    }

    /** A node that is connected. */
    static TestNode connected(int number, Map<String, Object> settings) {
        TestNode node = of(number, settings);
        node.connect();
        return node;
    }

    /** Settings and more of them. */
    static Map<String, Object> with(Map<String, Object> settings, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    CompletionStage<Void> start() {
        return channel.connect(this);
    }

    void connect() {
        Await.result(start());
    }

    /** These nodes in the order in which they see each other, once they do. */
    static TestNode[] oldestFirst(List<TestNode> nodes) {
        TestNode any = nodes.get(0);
        Await.until("all see each other", () -> any.reachable.size() == nodes.size());
        return nodes.stream()
                .sorted(Comparator.comparing(node -> any.reachable.indexOf(node.self)))
                .toArray(TestNode[]::new);
    }

    /** Why it does not connect. */
    String refusal() {
        return Await.failure(ConfigurationException.class, start()).getMessage();
    }

    NodeId self() {
        return self;
    }

    boolean isAlone() {
        return reachable.equals(List.of(self));
    }

    boolean sees(TestNode other) {
        return reachable.contains(other.self);
    }

    boolean everSaw(TestNode other) {
        return everSeen.contains(other.self);
    }

    void leave() {
        channel.close();
    }

    JChannel jgroups() {
        return Objects.requireNonNull(channel.channel());
    }

    /** Ends it as if its program was killed. */
    void kill() throws Exception {
        Util.shutdown(jgroups());
    }

    /** Waits until these nodes see each other, the oldest first, and lets each send bytes to each. */
    static void assertOneCluster(TestNode... nodes) throws InterruptedException {
        List<NodeId> all = List.of(nodes).stream().map(TestNode::self).toList();
        for (TestNode node : nodes) {
            Await.until(node.self + " sees " + all, () -> node.reachable.equals(all));
        }
        for (TestNode from : nodes) {
            for (TestNode to : nodes) {
                if (from != to) {
                    assertDelivers(from, to, new byte[100_000]);
                    assertDelivers(from, to, new byte[0]);
                }
            }
        }
    }

    private static void assertDelivers(TestNode from, TestNode to, byte[] bytes) throws InterruptedException {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        from.channel.send(to.self, bytes);
        Await.until(bytes.length + " bytes reach " + to.self, () -> !to.received.isEmpty());
        assertArrayEquals(bytes, to.received.take());
        assertEquals(0, to.received.size());
    }

    @Override
    public void reachable(List<NodeId> nodes) {
        everSeen.addAll(nodes);
        reachable = nodes;
    }

    @Override
    public void received(NodeId from, byte[] bytes) {
        received.add(bytes);
    }

    @Override
    public void close() {
        channel.close();
    }
}
