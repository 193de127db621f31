package dev.eventstore.testkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.ClusterAdministration;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.system.SystemTimeSource;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator sees and changes of what the nodes of a cluster agreed on. */
class ClusterAdministrationTest {

    private static final Map<String, String> STORED = Map.of(
            "name", "orders",
            "distribution", "static-quorum-ring",
            "static-quorum-size", "2",
            "node-whitelist", "[]",
            "node-blacklist", "[^spare@, ^old@]",
            "weights", "{a@host=2}",
            "hash", "some/128",
            "protocol", "1");

    private final InMemoryDatabase database = new InMemoryDatabase();

    private ClusterAdministration open(Map<String, Object> settings) {
        EventStoreBuilder builder = InMemoryEventStore.builder(database);
        settings.forEach(builder::setting);
        return ClusterAdministration.open(builder);
    }

    private void nodesAgreed() {
        try (SystemTimeSource time = new SystemTimeSource("agree");
                InMemoryStorage storage = new InMemoryStorage(database)) {
            Await.result(storage.open());
            Await.result(storage.cluster().agree(STORED, Deadline.after(time, Duration.ofSeconds(10))));
        }
    }

    @Test
    void before_a_node_has_stored_settings_there_are_none_and_none_to_change() {
        try (ClusterAdministration cluster = open(Map.of())) {
            assertEquals(Map.of(), cluster.settings());
            assertThrows(NotSupportedException.class, () -> cluster.change(Map.of("name", "other")));
            assertEquals(0, cluster.epoch());
        }
    }

    @Test
    void the_stored_settings_are_shown_and_looking_changes_nothing() {
        nodesAgreed();
        try (ClusterAdministration cluster = open(Map.of())) {
            assertEquals(STORED, cluster.settings());
            assertEquals(0, cluster.epoch());
        }
    }

    @Test
    void a_change_raises_the_epoch_and_leaves_the_other_settings_as_they_are() {
        nodesAgreed();
        try (ClusterAdministration cluster = open(Map.of())) {
            assertEquals(1, cluster.change(Map.of("static-quorum-size", "3", "node-whitelist", "node[12]@, node3@")));
            assertEquals(1, cluster.epoch());
            Map<String, String> expected = new HashMap<>(STORED);
            expected.put("static-quorum-size", "3");
            expected.put("node-whitelist", "[node3@, node[12]@]");
            assertEquals(expected, cluster.settings());
            assertEquals(2, cluster.change(Map.of("node-blacklist", "")));
            assertEquals("[]", cluster.settings().get("node-blacklist"));
        }
    }

    @Test
    void another_distribution_brings_its_quorum_along() {
        nodesAgreed();
        try (ClusterAdministration cluster = open(Map.of())) {
            cluster.change(Map.of("distribution", "ring"));
            assertEquals("1", cluster.settings().get("static-quorum-size"));
            var missing = assertThrows(
                    ConfigurationException.class, () -> cluster.change(Map.of("distribution", "static-quorum-ring")));
            assertEquals("eventstore.cluster.static-quorum-size", missing.key());
            cluster.change(Map.of("distribution", "static-quorum-ring", "static-quorum-size", "2"));
            assertEquals("2", cluster.settings().get("static-quorum-size"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    static-quorum-size | 0             | a whole number from 1
                    static-quorum-size | many          | a whole number from 1
                    distribution       | circle        | one of [static-quorum-ring, ring]
                    node-whitelist     | (             | is no regular expression
                    weights            | a@host=0      | is no weight
                    name               | ''            | a value is needed
                    hash               | other         | none of the settings
                    protocol           | 2             | none of the settings
                    port               | 7801          | none of the settings
                    """)
    void what_a_node_would_refuse_is_refused_and_not_written(String key, String value, String told) {
        nodesAgreed();
        try (ClusterAdministration cluster = open(Map.of())) {
            var refused = assertThrows(ConfigurationException.class, () -> cluster.change(Map.of(key, value)));
            assertEquals("eventstore.cluster." + key, refused.key());
            assertTrue(refused.getMessage().contains(told), refused.getMessage());
            assertEquals(STORED, cluster.settings());
            assertEquals(0, cluster.epoch());
        }
    }

    @Test
    void the_nodes_that_the_configuration_names_bound_the_quorum() {
        nodesAgreed();
        List<String> nodes = List.of("node1@127.0.0.1", "node2@127.0.0.1", "node3@127.0.0.1");
        try (ClusterAdministration cluster = open(Map.of("eventstore.cluster.nodes", nodes))) {
            for (String size : List.of("1", "4")) {
                assertThrows(ConfigurationException.class, () -> cluster.change(Map.of("static-quorum-size", size)));
            }
            assertEquals(1, cluster.change(Map.of("static-quorum-size", "3")));
        }
    }

    @Test
    void a_quorum_for_a_ring_without_one_is_refused() {
        nodesAgreed();
        try (ClusterAdministration cluster = open(Map.of())) {
            assertThrows(
                    ConfigurationException.class,
                    () -> cluster.change(Map.of("distribution", "ring", "static-quorum-size", "2")));
        }
    }
}
