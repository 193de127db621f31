package dev.eventstore.core.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.config.ConfigurationLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AgreedSettingsTest {

    private static final Map<String, Object> DIFFERENT = Map.of(
            "name",
            "other",
            "distribution",
            "ring",
            "static-quorum-size",
            3,
            "node-whitelist",
            List.of("^a"),
            "node-blacklist",
            List.of("^primary@"),
            "weights",
            List.of("a@host=2"));

    @Test
    void nodes_of_the_same_settings_agree_whatever_their_names_and_the_order_of_lists() {
        Map<String, String> here = agreed("a@host", Map.of("node-blacklist", List.of("x", "y")), "h", 1);
        AgreedSettings.check(here, agreed("b@host", Map.of("node-blacklist", List.of("y", "x"), "port", 9), "h", 1));
    }

    @Test
    void each_setting_that_differs_is_refused_with_both_values() {
        Map<String, String> stored = agreed("a@host", Map.of(), "h", 1);
        DIFFERENT.forEach((key, value) -> {
            ConfigurationException refused = refused(agreed("a@host", Map.of(key, value), "h", 1), stored);
            assertTrue(stored.containsKey(key) && refused.getMessage().contains(key), refused.getMessage());
        });
        ConfigurationException refused = refused(agreed("a@host", Map.of("static-quorum-size", 3), "h", 1), stored);
        assertEquals("eventstore.cluster.static-quorum-size", refused.key());
        assertEquals("3", refused.value());
        assertTrue(refused.allowed().contains("have 2"), refused.allowed());
    }

    @Test
    void what_no_setting_can_mend_is_said_to_be_another_version() {
        Map<String, String> stored = agreed("a@host", Map.of(), "h", 1);
        assertEquals(
                "protocol 2",
                refused(agreed("a@host", Map.of(), "h", 2), stored).value());
        ConfigurationException refused = refused(agreed("a@host", Map.of(), "g", 1), stored);
        assertEquals("hash g", refused.value());
        assertTrue(refused.allowed().contains("another version"), refused.allowed());
    }

    private static ConfigurationException refused(Map<String, String> own, Map<String, String> stored) {
        return assertThrows(ConfigurationException.class, () -> AgreedSettings.check(own, stored));
    }

    private static Map<String, String> agreed(String node, Map<String, Object> changes, String hash, int protocol) {
        Map<String, Object> settings = new HashMap<>(Map.of("eventstore.cluster.static-quorum-size", 2));
        changes.forEach((key, value) -> settings.put("eventstore.cluster." + key, value));
        ClusterSettings read = ClusterSettings.of(
                ConfigurationLoader.load(Optional.empty(), settings, AgreedSettingsTest.class.getClassLoader()),
                new NodeId(node, new UUID(0, 1)));
        return AgreedSettings.of(read, hash, protocol, UUID.randomUUID());
    }
}
