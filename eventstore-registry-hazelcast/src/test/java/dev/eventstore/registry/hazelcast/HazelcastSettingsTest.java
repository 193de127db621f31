package dev.eventstore.registry.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.config.ConfigurationLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HazelcastSettingsTest {

    @Test
    void by_default_there_is_an_own_instance_that_calls_the_known_nodes() {
        assertEquals(TestSettings.OWN, read(Map.of()));
    }

    @Test
    void multicast_has_defaults() {
        HazelcastSettings read = read(Map.of("eventstore.hazelcast.discovery", "multicast"));
        assertEquals(
                Optional.of(new HazelcastSettings.Multicast("224.2.2.3", 54_327, 1, Duration.ofSeconds(2))),
                read.multicast());
    }

    @Test
    void a_file_or_a_running_instance_can_be_named_but_not_both() {
        Map<String, Object> file = Map.of("eventstore.hazelcast.config-file", "hazelcast.yaml");
        assertEquals(Optional.of(Path.of("hazelcast.yaml")), read(file).configFile());
        Map<String, Object> instance = Map.of("eventstore.hazelcast.instance-name", "orders-hz");
        assertEquals(Optional.of("orders-hz"), read(instance).instanceName());
        String refusal = refusal(Map.of(
                "eventstore.hazelcast.config-file", "hazelcast.yaml",
                "eventstore.hazelcast.instance-name", "orders-hz"));
        assertTrue(refusal.contains("eventstore.hazelcast.instance-name"), refusal);
    }

    @Test
    void another_discovery_is_refused_with_those_that_there_are() {
        String refusal = refusal(Map.of("eventstore.hazelcast.discovery", "dns"));
        assertTrue(refusal.contains("tcp") && refusal.contains("multicast"), refusal);
    }

    @Test
    void a_node_is_not_lost_within_a_second() {
        String refusal = refusal(Map.of("eventstore.hazelcast.silent-after", "1s"));
        assertTrue(refusal.contains("eventstore.hazelcast.silent-after"), refusal);
    }

    private static String refusal(Map<String, Object> settings) {
        return assertThrows(ConfigurationException.class, () -> read(settings)).getMessage();
    }

    private static HazelcastSettings read(Map<String, Object> settings) {
        return HazelcastSettings.of(
                ConfigurationLoader.load(Optional.empty(), settings, HazelcastSettingsTest.class.getClassLoader()));
    }
}
