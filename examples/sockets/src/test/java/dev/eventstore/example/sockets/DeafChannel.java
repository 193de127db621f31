package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A channel that can be made deaf to nodes: what they send is dropped, and they are off its list. Thread-safe: by its lock. */
final class DeafChannel implements ClusterChannel {

    private final SocketChannel socket;
    private final Set<NodeId> ignored = ConcurrentHashMap.newKeySet();
    private List<NodeId> reachable = List.of();
    private @Nullable Listener listener;

    DeafChannel(SocketChannel socket) {
        this.socket = socket;
    }

    SocketChannel socket() {
        return socket;
    }

    void ignore(NodeId node) {
        ignored.add(node);
        tell();
    }

    void hearAll() {
        if (!ignored.isEmpty()) {
            ignored.clear();
            tell();
        }
    }

    @Override
    public CompletionStage<Void> connect(Listener told) {
        synchronized (this) {
            listener = told;
        }
        return socket.connect(new Listener() {
            @Override
            public void reachable(List<NodeId> nodes) {
                synchronized (DeafChannel.this) {
                    reachable = nodes;
                    tell();
                }
            }

            @Override
            public void received(NodeId from, byte[] bytes) {
                if (!ignored.contains(from)) {
                    told.received(from, bytes);
                }
            }
        });
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        socket.send(to, bytes);
    }

    @Override
    public void close() {
        socket.close();
        synchronized (this) {
            listener = null;
        }
    }

    private synchronized void tell() {
        if (listener != null) {
            listener.reachable(
                    reachable.stream().filter(node -> !ignored.contains(node)).toList());
        }
    }
}
