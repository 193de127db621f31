package dev.eventstore.testkit.sim.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One node's end of a {@link SimNetwork}. Confined to the thread of its simulation. */
final class SimChannel implements ClusterChannel {

    private final SimNetwork network;
    private final NodeId self;
    private final SimMachine machine;
    private @Nullable Listener listener;
    private List<NodeId> told = List.of();

    SimChannel(SimNetwork network, NodeId self, SimMachine machine) {
        this.network = network;
        this.self = self;
        this.machine = machine;
    }

    NodeId self() {
        return self;
    }

    SimMachine machine() {
        return machine;
    }

    List<NodeId> told() {
        return told;
    }

    @Override
    public CompletionStage<Void> connect(Listener now) {
        listener = now;
        network.join(this);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        network.send(this, to, bytes);
    }

    @Override
    public void close() {
        listener = null;
        network.leave(this);
    }

    void tell(List<NodeId> reachable) {
        Listener now = listener;
        if (now != null && !reachable.equals(told)) {
            told = List.copyOf(reachable);
            now.reachable(told);
        }
    }

    void receive(NodeId from, byte[] bytes) {
        Listener now = listener;
        if (now != null) {
            now.received(from, bytes);
        }
    }
}
