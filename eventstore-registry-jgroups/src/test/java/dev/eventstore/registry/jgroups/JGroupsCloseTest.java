package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.pbcast.GMS;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class JGroupsCloseTest {

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    @Test
    void a_start_that_was_given_up_before_jgroups_was_made_leaves_no_member_behind() {
        NodeId self = new NodeId("node1@127.0.0.1", new UUID(1, 1));
        JGroupsChannel channel = TestSettings.channel("given-up", self, List.of(self.name()), ports.first(), 4);
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

    /** The answer that lets it go is on its way when the view without it comes. */
    @Test
    void a_connection_to_a_node_that_was_let_go_is_closed_a_moment_later_only() throws Exception {
        Map<String, Object> settings = Map.of(
                "eventstore.cluster.name",
                "let-go",
                "eventstore.cluster.nodes",
                List.of("node1@127.0.0.1", "node2@127.0.0.1"),
                "eventstore.cluster.port",
                ports.first(),
                "eventstore.cluster.port-range",
                4);
        try (TestNode first = TestNode.connected(1, settings);
                TestNode second = TestNode.connected(2, settings)) {
            TestNode.assertOneCluster(first, second);
            JChannel channel = first.jgroups();
            TCP tcp = channel.getProtocolStack().findProtocol(TCP.class);
            String connection = connection(tcp);
            GMS gms = channel.getProtocolStack().findProtocol(GMS.class);
            long next = channel.getView().getViewId().getId() + 1;
            gms.installView(View.create(channel.getAddress(), next, channel.getAddress()));
            assertTrue(tcp.printConnections().contains(connection), tcp::printConnections);
            Await.until("it is closed", () -> !tcp.printConnections().contains(connection));
        }
    }

    /** Both its ends, which no other connection has. */
    private static String connection(TCP tcp) {
        Matcher ends = Pattern.compile("\\S+ --> \\S+").matcher(tcp.printConnections());
        assertTrue(ends.find(), tcp::printConnections);
        return ends.group();
    }

    private static final class Nobody implements ClusterChannel.Listener {

        @Override
        public void reachable(List<NodeId> nodes) {}

        @Override
        public void received(NodeId from, byte[] bytes) {}
    }
}
