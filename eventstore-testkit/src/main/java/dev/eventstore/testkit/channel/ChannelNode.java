package dev.eventstore.testkit.channel;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** One node of a test, with all that its channel told it. Thread-safe. */
final class ChannelNode implements ClusterChannel.Listener, AutoCloseable {

    private final NodeId self;
    private final ClusterChannel channel;
    private final List<List<NodeId>> lists = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    ChannelNode(NodeId self, ClusterChannel channel) {
        this.self = self;
        this.channel = channel;
    }

    /** Bytes that have come. Immutable: nobody changes them. */
    record Received(NodeId from, byte[] bytes) {}

    static NodeId id(String name) {
        return new NodeId(name, UUID.randomUUID());
    }

    CompletionStage<Void> connect() {
        return channel.connect(this);
    }

    @Override
    public void reachable(List<NodeId> nodes) {
        calls.incrementAndGet();
        lists.add(List.copyOf(nodes));
    }

    @Override
    public void received(NodeId from, byte[] bytes) {
        calls.incrementAndGet();
        received.add(new Received(from, bytes));
    }

    NodeId self() {
        return self;
    }

    ClusterChannel channel() {
        return channel;
    }

    void send(ChannelNode to, byte[] bytes) {
        channel.send(to.self, bytes);
    }

    /** The newest list, empty before the first. */
    List<NodeId> reachable() {
        return lists.isEmpty() ? List.of() : lists.get(lists.size() - 1);
    }

    /** All lists so far. */
    List<List<NodeId>> lists() {
        return lists;
    }

    boolean sees(List<ChannelNode> nodes) {
        return reachable().equals(nodes.stream().map(ChannelNode::self).toList());
    }

    /** The first node of each list so far. */
    Set<NodeId> oldest() {
        return lists.stream().map(list -> list.get(0)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether any list ever had this node. */
    boolean everSaw(ChannelNode other) {
        return lists.stream().anyMatch(list -> list.contains(other.self));
    }

    List<Received> received() {
        return received;
    }

    /** How often the channel has told anything. */
    int calls() {
        return calls.get();
    }

    Received awaitOne() {
        Await.until("bytes reach " + self, () -> !received.isEmpty());
        return received.get(0);
    }

    @Override
    public void close() {
        channel.close();
    }
}
