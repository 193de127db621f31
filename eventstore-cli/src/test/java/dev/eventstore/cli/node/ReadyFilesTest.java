package dev.eventstore.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.cluster.ClusterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the guide, for three nodes on one machine. */
class ReadyFilesTest {

    private static final Path FOLDER = Path.of("..", "cluster");
    private static final List<String> NODES = List.of("node1@127.0.0.1", "node2@127.0.0.1", "node3@127.0.0.1");

    private static ClusterSettings read(Path file) {
        EventStoreBuilder builder = EventStores.builder().config(file);
        assertEquals("jgroups", builder.settings().text("registry"));
        assertFalse(builder.isSet("eventstore.postgres.url"), "the embedded server is used");
        String name = builder.settings().at("cluster").text("node");
        return ClusterSettings.of(builder.settings(), new NodeId(name, new UUID(0, 0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_node_of_the_first_three_finds_the_others_and_waits_for_none(int number) {
        ClusterSettings settings = read(FOLDER.resolve("node" + number + ".conf"));
        assertEquals(NODES.get(number - 1), settings.self().name());
        assertEquals(
                NODES, settings.nodes().stream().map(node -> node.toString()).toList());
        assertEquals(2, settings.ring().quorum());
        assertEquals(List.of(), settings.sync().optional());
        assertEquals(List.of(), settings.sync().mandatory());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_node_of_the_static_three_has_a_port_and_waits_for_the_others(int number) {
        ClusterSettings settings = read(FOLDER.resolve("static").resolve("node" + number + ".conf"));
        String self = NODES.get(number - 1);
        assertEquals(self, settings.self().name());
        assertEquals(1, settings.ports(settings.self()).size());
        assertEquals(
                NODES.stream().filter(name -> !name.equals(self)).toList(),
                settings.sync().optional());
        assertEquals(Optional.of(Duration.ofSeconds(30)), settings.sync().timeout());
        assertEquals(2, settings.ring().quorum());
    }

    @Test
    void the_static_three_know_each_other_by_the_same_ports() {
        assertEquals(
                1,
                Stream.of("node1.conf", "node2.conf", "node3.conf")
                        .map(file -> new TreeSet<>(read(FOLDER.resolve("static").resolve(file)).nodes().stream()
                                .map(node -> node.toString())
                                .toList()))
                        .distinct()
                        .count());
    }
}
