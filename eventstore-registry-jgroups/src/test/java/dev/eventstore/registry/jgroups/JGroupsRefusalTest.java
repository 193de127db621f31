package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.channel.PortBlock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class JGroupsRefusalTest {

    private static final String HOST = "@127.0.0.1";

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    @Test
    void a_known_node_whose_host_has_no_address_is_refused_with_its_key_and_what_to_do() {
        String refusal = refusal("node1@127.0.0.1", List.of("node1@127.0.0.1", "node2@nowhere.invalid"));
        TestSettings.assertSays(
                refusal, "eventstore.cluster.nodes", "nowhere.invalid", "correct its name, or give its IP address");
    }

    @Test
    void a_node_whose_own_host_has_no_address_is_refused_with_its_key_and_what_to_do() {
        String refusal = refusal("node1@nowhere.invalid", List.of());
        TestSettings.assertSays(
                refusal, "eventstore.cluster.node", "nowhere.invalid", "correct its name, or give its IP address");
    }

    @Test
    void without_a_secret_an_address_that_others_can_reach_is_refused_with_what_to_do() {
        String refusal = refusal("node1@192.0.2.1", List.of());
        TestSettings.assertSays(refusal, "eventstore.cluster.secret", "192.0.2.1", "Set the same secret on every node");
    }

    @Test
    void a_name_of_more_bytes_than_travel_is_refused_with_its_length() {
        String name = "\u00fc".repeat(124) + HOST;
        TestSettings.assertSays(
                refusal(name, List.of()), "eventstore.cluster.node", name, "255", "258", "choose a shorter name");
    }

    @Test
    void the_longest_name_is_what_others_read_from_its_address() {
        NodeId node = new NodeId("\u00fc".repeat(122) + "x" + HOST, UUID.randomUUID());
        assertEquals(Optional.of(node), NodeUuid.node(NodeUuid.of(node)));
    }

    private String refusal(String name, List<String> nodes) {
        NodeId self = new NodeId(name, UUID.randomUUID());
        try (ClusterChannel channel = TestSettings.channel("refused", self, nodes, ports.first(), 1)) {
            var connected = channel.connect(new Silent()).toCompletableFuture();
            Throwable failure =
                    assertThrows(CompletionException.class, connected::join).getCause();
            return assertInstanceOf(ConfigurationException.class, failure).getMessage();
        }
    }

    private static final class Silent implements ClusterChannel.Listener {
        @Override
        public void reachable(List<NodeId> nodes) {}

        @Override
        public void received(NodeId from, byte[] bytes) {}
    }
}
