package dev.eventstore.registry.hazelcast;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a channel told. Thread-safe. */
final class Told implements ClusterChannel.Listener {

    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private volatile List<NodeId> reachable = List.of();

    @Override
    public void reachable(List<NodeId> nodes) {
        reachable = List.copyOf(nodes);
    }

    @Override
    public void received(NodeId from, byte[] bytes) {
        received.add(bytes);
    }

    List<byte[]> received() {
        return received;
    }

    void awaitNodes(NodeId... nodes) {
        Await.until("it sees " + List.of(nodes), () -> reachable.equals(List.of(nodes)));
    }
}
