package dev.eventstore.registry.hazelcast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HazelcastRefusalTest {

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    @TempDir
    private Path folder;

    @Test
    void a_known_node_whose_host_has_no_address_is_refused_with_its_key_and_what_to_do() {
        String refusal = refusal("node1@127.0.0.1", List.of("node1@127.0.0.1", "node2@nowhere.invalid"));
        assertSays(refusal, "eventstore.cluster.nodes", "nowhere.invalid", "correct its name, or give its IP address");
    }

    @Test
    void a_node_whose_own_host_has_no_address_is_refused_with_its_key_and_what_to_do() {
        String refusal = refusal("node1@nowhere.invalid", List.of());
        assertSays(refusal, "eventstore.cluster.node", "nowhere.invalid", "correct its name, or give its IP address");
    }

    @Test
    void an_address_that_no_interface_of_this_machine_has_is_refused_with_the_reason() {
        String refusal = refusal("node1@127.0.0.1", "192.0.2.1", Optional.of("secret"), TestSettings.OWN);
        assertSays(refusal, "192.0.2.1", "bind-address");
    }

    @Test
    void without_a_secret_an_address_that_others_can_reach_is_refused_with_what_to_do() {
        String refusal = refusal("node1@192.0.2.1", List.of());
        assertSays(refusal, "eventstore.cluster.secret", "192.0.2.1", "Set the same secret on every node");
    }

    @Test
    void a_running_instance_that_is_not_there_is_refused_with_its_name_and_what_to_do() {
        String refusal = refusal(new HazelcastSettings(
                Optional.of("orders-hz"), Optional.empty(), Optional.empty(), TestSettings.OWN.silentAfter()));
        assertSays(refusal, "eventstore.hazelcast.instance-name", "orders-hz", "start yours before the store");
    }

    @Test
    void a_file_that_is_not_there_is_refused_with_its_key() {
        Path missing = folder.resolve("hazelcast.yaml");
        assertSays(refusal(file(missing)), "eventstore.hazelcast.config-file", missing.toString(), "YAML");
    }

    @Test
    void a_file_that_hazelcast_does_not_understand_is_refused_with_its_key() throws IOException {
        Path wrong = Files.writeString(folder.resolve("hazelcast.yaml"), "hazelcast:\n  no-such-key: 1\n");
        assertSays(refusal(file(wrong)), "eventstore.hazelcast.config-file", wrong.toString(), "no-such-key");
    }

    private static HazelcastSettings file(Path path) {
        return new HazelcastSettings(
                Optional.empty(), Optional.of(path), Optional.empty(), TestSettings.OWN.silentAfter());
    }

    private String refusal(String name, List<String> nodes) {
        NodeId self = new NodeId(name, UUID.randomUUID());
        return refusal(new HazelcastChannel(
                self, TestSettings.of("refused", self, nodes, ports.first(), 1), TestSettings.OWN));
    }

    private String refusal(HazelcastSettings settings) {
        return refusal("node1@127.0.0.1", "127.0.0.1", Optional.empty(), settings);
    }

    private String refusal(String name, String bindAddress, Optional<String> secret, HazelcastSettings settings) {
        NodeId self = new NodeId(name, UUID.randomUUID());
        return refusal(new HazelcastChannel(
                self,
                TestSettings.listening(
                        TestSettings.of("refused", self, List.of(), ports.first(), 1), bindAddress, secret),
                settings));
    }

    private static String refusal(HazelcastChannel refused) {
        try (ClusterChannel channel = refused) {
            return Await.failure(ConfigurationException.class, channel.connect(new Told()))
                    .getMessage();
        }
    }

    private static void assertSays(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
        }
    }
}
