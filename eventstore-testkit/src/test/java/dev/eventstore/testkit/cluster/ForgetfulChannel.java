package dev.eventstore.testkit.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A channel on which bytes that come a second time seem to be another sender's, so that nobody knows them. */
record ForgetfulChannel(ClusterChannel channel) implements ClusterChannel {

    @Override
    public CompletionStage<Void> connect(Listener listener) {
        return channel.connect(new Listener() {

            private final Set<List<Object>> seen = new HashSet<>();

            @Override
            public void reachable(List<NodeId> nodes) {
                listener.reachable(nodes);
            }

            @Override
            public void received(NodeId from, byte[] bytes) {
                boolean first = seen.add(List.of(from, Arrays.hashCode(bytes)));
                listener.received(first ? from : new NodeId(from.name(), new UUID(0, 0)), bytes);
            }
        });
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        channel.send(to, bytes);
    }

    @Override
    public void close() {
        channel.close();
    }
}
