package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jgroups.JChannel;
import org.junit.jupiter.api.Test;

class JGroupsCloseTest {

    @Test
    void a_start_that_was_given_up_before_jgroups_was_made_leaves_no_member_behind() {
        NodeId self = new NodeId("node1@127.0.0.1", new UUID(1, 1));
        JGroupsChannel channel = TestSettings.channel("given-up", self, List.of(self.name()), 17_690, 4);
        channel.close();
        CompletableFuture<Void> connected = channel.connect(new Nobody()).toCompletableFuture();
        try {
            assertThrows(ExecutionException.class, () -> connected.get(30, TimeUnit.SECONDS));
            JChannel made = channel.channel();
            assertFalse(made != null && made.isConnected());
        } finally {
            channel.close();
        }
    }

    private static final class Nobody implements ClusterChannel.Listener {

        @Override
        public void reachable(List<NodeId> nodes) {}

        @Override
        public void received(NodeId from, byte[] bytes) {}
    }
}
