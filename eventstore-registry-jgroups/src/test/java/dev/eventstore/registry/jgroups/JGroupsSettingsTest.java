package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.registry.jgroups.JGroupsSettings.Jdbc;
import dev.eventstore.registry.jgroups.JGroupsSettings.Multicast;
import dev.eventstore.registry.jgroups.JGroupsSettings.Tcp;
import dev.eventstore.registry.jgroups.JGroupsSettings.Times;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JGroupsSettingsTest {

    private static final String PREFIX = "eventstore.jgroups.";

    @TempDir
    Path folder;

    @Test
    void the_defaults_ask_the_known_nodes_and_need_nothing_else() {
        JGroupsSettings settings = TestSettings.read(Map.of());
        assertInstanceOf(Tcp.class, settings.discovery());
        assertEquals(Optional.empty(), settings.token());
        assertEquals(Optional.empty(), settings.key());
        assertEquals(Optional.empty(), settings.file());
        assertEquals(
                new Times(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(250),
                        Duration.ofMillis(100),
                        Duration.ofMillis(300),
                        Duration.ofMillis(1_500)),
                settings.times());
    }

    @Test
    void multicast_has_a_group_a_port_and_a_reach() throws IOException {
        JGroupsSettings settings = TestSettings.read(Map.of(
                PREFIX + "discovery",
                "multicast",
                PREFIX + "multicast.address",
                "239.1.2.3",
                PREFIX + "multicast.port",
                9_000,
                PREFIX + "multicast.ttl",
                0));
        assertEquals(new Multicast(InetAddress.getByName("239.1.2.3"), 9_000, 0), settings.discovery());
    }

    @Test
    void a_multicast_address_that_is_no_group_is_refused() {
        assertRefused(
                Map.of("discovery", "multicast", "multicast.address", "192.0.2.1"),
                "eventstore.jgroups.multicast.address",
                "192.0.2.1",
                "224.0.0.0 to 239.255.255.255");
    }

    @Test
    void a_database_of_its_own_is_taken_before_that_of_the_store() {
        JGroupsSettings settings = TestSettings.read(Map.of(
                PREFIX + "discovery",
                "jdbc",
                PREFIX + "jdbc.url",
                "jdbc:postgresql://one/db",
                PREFIX + "jdbc.user",
                "me",
                PREFIX + "jdbc.password",
                "hush",
                "eventstore.postgres.url",
                "jdbc:postgresql://two/db"));
        assertEquals(
                new Jdbc(
                        "eventstore.jgroups.jdbc.url",
                        "jdbc:postgresql://one/db",
                        Optional.of("me"),
                        Optional.of("hush"),
                        "org.postgresql.Driver"),
                settings.discovery());
        assertFalse(settings.toString().contains("hush"), settings::toString);
    }

    @Test
    void without_a_database_of_its_own_that_of_the_store_is_taken() {
        JGroupsSettings settings = TestSettings.read(Map.of(
                PREFIX + "discovery",
                "jdbc",
                "eventstore.postgres.url",
                "jdbc:postgresql://two/db",
                "eventstore.postgres.user",
                "you"));
        assertEquals(
                new Jdbc(
                        "eventstore.postgres.url",
                        "jdbc:postgresql://two/db",
                        Optional.of("you"),
                        Optional.empty(),
                        "org.postgresql.Driver"),
                settings.discovery());
    }

    @Test
    void discovery_by_a_database_without_one_is_refused() {
        assertRefused(Map.of("discovery", "jdbc"), "eventstore.jgroups.jdbc.url", "set its JDBC URL", "postgres.url");
    }

    @Test
    void an_unknown_discovery_is_refused_with_those_that_are_known() {
        assertRefused(
                Map.of("discovery", "gossip"), "eventstore.jgroups.discovery", "gossip", "[tcp, multicast, jdbc]");
    }

    @Test
    void heartbeats_that_are_rarer_than_silence_is_borne_are_refused() {
        assertRefused(
                Map.of("silent-timeout", "400ms"), "eventstore.jgroups.silent-timeout", "400ms", "twice", "250 ms");
    }

    @Test
    void authentication_without_a_secret_is_refused() {
        assertRefused(
                Map.of("authentication", "token"), "eventstore.jgroups.authentication", "eventstore.cluster.secret");
    }

    @Test
    void encryption_without_a_keystore_is_refused() {
        assertRefused(Map.of("encryption", "symmetric"), "eventstore.jgroups.keystore.file", "set its path");
        assertRefused(
                Map.of("encryption", "symmetric", "keystore.file", "/no/such.p12"),
                "eventstore.jgroups.keystore.file",
                "/no/such.p12",
                "no such file");
    }

    @Test
    void a_keystore_that_cannot_be_opened_is_refused_without_its_password() throws Exception {
        Path file = folder.resolve("keys.p12");
        TestSettings.keystore(file, "eventstore", "AES");
        String refusal = assertRefused(
                Map.of(
                        "encryption", "symmetric",
                        "keystore.file", file.toString(),
                        "keystore.password", "wrong-one"),
                "eventstore.jgroups.keystore.file",
                file.toString(),
                "eventstore.jgroups.keystore.password");
        assertFalse(refusal.contains("wrong-one"), refusal);
    }

    @Test
    void a_keystore_without_the_key_is_refused_with_those_that_it_has() throws Exception {
        Path file = folder.resolve("keys.p12");
        TestSettings.keystore(file, "another", "AES");
        assertRefused(symmetric(file), "eventstore.jgroups.keystore.alias", "eventstore", "[another]");
    }

    @Test
    void a_key_that_is_not_for_aes_is_refused() throws Exception {
        Path file = folder.resolve("keys.p12");
        TestSettings.keystore(file, "eventstore", "DESede");
        assertRefused(symmetric(file), "eventstore.jgroups.keystore.alias", "AES", "DESede");
    }

    @Test
    void beside_a_file_of_the_user_what_the_file_says_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("jgroups.xml"), "<config/>");
        assertEquals(
                Optional.of(file),
                TestSettings.read(Map.of(PREFIX + "config-file", file.toString()))
                        .file());
        assertRefused(
                Map.of("config-file", file.toString(), "discovery", "multicast"),
                "eventstore.jgroups.discovery",
                "config-file");
        assertRefused(Map.of("config-file", folder.toString()), "eventstore.jgroups.config-file", "no such file");
    }

    private static Map<String, Object> symmetric(Path file) {
        return Map.of(
                "encryption",
                "symmetric",
                "keystore.file",
                file.toString(),
                "keystore.password",
                TestSettings.PASSWORD);
    }

    private static String assertRefused(Map<String, Object> settings, String... parts) {
        Map<String, Object> full = new HashMap<>();
        settings.forEach((key, value) -> full.put(PREFIX + key, value));
        String message = assertThrows(ConfigurationException.class, () -> TestSettings.read(full))
                .getMessage();
        TestSettings.assertSays(message, parts);
        assertTrue(message.length() > 40, message);
        return message;
    }
}
