package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.config.ConfigurationLoader;
import dev.eventstore.core.spi.Settings;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.KeyGenerator;

/** Channels with the settings of tests over the defaults. Stateless. */
final class TestSettings {

    private static final NodeId NODE = new NodeId("node1@127.0.0.1", new UUID(0, 0));

    static final String PASSWORD = "a password";

    private TestSettings() {}

    static JGroupsChannel channel(String cluster, NodeId self, List<String> nodes, int port, int portRange) {
        return channel(
                self,
                Map.of(
                        "eventstore.cluster.name", cluster,
                        "eventstore.cluster.nodes", nodes,
                        "eventstore.cluster.port", port,
                        "eventstore.cluster.port-range", portRange));
    }

    /** Settings by their full keys. */
    static JGroupsChannel channel(NodeId self, Map<String, Object> settings) {
        Settings store = store(settings);
        ClusterSettings cluster = ClusterSettings.of(store, self);
        return new JGroupsChannel(self, cluster, JGroupsSettings.of(store, cluster));
    }

    /** The defaults of this module in a cluster that was set up otherwise. */
    static JGroupsSettings defaults(ClusterSettings cluster) {
        return JGroupsSettings.of(store(Map.of()), cluster);
    }

    static JGroupsSettings read(Map<String, Object> settings) {
        Settings store = store(settings);
        return JGroupsSettings.of(store, ClusterSettings.of(store, NODE));
    }

    static ClusterSettings cluster(Map<String, Object> settings) {
        return ClusterSettings.of(store(settings), NODE);
    }

    private static Settings store(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("eventstore.cluster.distribution", "ring"));
        all.putAll(settings);
        return ConfigurationLoader.load(Optional.empty(), all, TestSettings.class.getClassLoader());
    }

    /** Makes a keystore with one new key, unless it is there. */
    static void keystore(Path file, String alias, String algorithm) throws Exception {
        if (Files.exists(file)) {
            return;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry(
                alias,
                new KeyStore.SecretKeyEntry(KeyGenerator.getInstance(algorithm).generateKey()),
                new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    static void assertSays(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
        }
    }
}
