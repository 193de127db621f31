package dev.eventstore.it.trouble;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.cluster.ClusterNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings with which a node does not start, and what it says. */
abstract class StartTrouble extends TroubleScenario {

    @TempDir
    private Path folder;

    @Test
    void an_unknown_registry_is_refused_with_those_found_and_what_to_add() {
        assertRefused(
                1,
                "registry",
                "zookeeper",
                "'zookeeper'",
                "Found: [",
                registry(),
                "local",
                "Add the module that provides it to the program's modules or class path");
    }

    @Test
    void a_port_in_use_is_refused_with_its_number() throws IOException {
        try (ServerSocket user = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
            Map<String, Object> settings = settings(1);
            assertRefused(settings, "cluster.port", "" + user.getLocalPort(), "127.0.0.1", "end the program");
        }
    }

    @Test
    void a_host_without_an_address_is_refused_with_its_name() {
        Map<String, Object> settings = settings(1);
        settings.put("cluster.nodes", List.of(name(1), "node2@nowhere.invalid"));
        assertRefused(settings, "cluster.nodes", "nowhere.invalid", "IP address");
    }

    @Test
    void a_quorum_that_cannot_be_is_refused_with_what_can() {
        assertRefused(1, "cluster.static-quorum-size", 0, "0", "1");
        assertRefused(1, "cluster.static-quorum-size", 4, "4", "at most 3");
        assertRefused(1, "cluster.static-quorum-size", 1, "2 or more", "allow-two-quorums");
    }

    @Test
    void a_quorum_other_than_the_stored_one_is_refused_with_both() {
        open(1).close();
        assertRefused(1, "cluster.static-quorum-size", 3, "3", "the other nodes have 2");
    }

    @Test
    void a_cluster_name_other_than_the_stored_one_is_refused_with_both() {
        open(1).close();
        assertRefused(1, "cluster.name", "other", "other", "the other nodes have eventstore");
    }

    @Test
    void a_mandatory_node_that_does_not_come_ends_the_start_and_is_named() {
        Map<String, Object> settings = settings(1);
        settings.put("cluster.sync-nodes-mandatory", List.of(name(2)));
        settings.put("cluster.sync-nodes-timeout", "200 ms");
        assertRefused(settings, "cluster.sync-nodes-mandatory", name(2), "200 ms", "Start it");
    }

    @Test
    void a_node_that_waits_without_end_can_be_stopped() throws IOException {
        Map<String, Object> settings = settings(1);
        settings.put("cluster.sync-nodes-mandatory", List.of(name(2)));
        settings.put("cluster.sync-nodes-timeout", "infinite");
        Path configuration = folder.resolve("waiting.conf");
        Files.writeString(
                configuration,
                settings.entrySet().stream()
                        .map(each -> "eventstore." + each.getKey() + " = " + quoted(each.getValue()))
                        .collect(Collectors.joining("\n")));
        try (ClusterNode node = ClusterNode.start(List.of(), "waiting", configuration, folder)) {
            node.awaitLogged("waiting for [" + name(2) + "]");
            node.terminate();
            node.awaitEnded();
            assertTrue(node.hasNotAnswered(), "it never was ready");
        }
    }

    private static String quoted(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(StartTrouble::quoted).collect(Collectors.joining(", ", "[", "]"))
                : "\"" + value + "\"";
    }
}
