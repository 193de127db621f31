package dev.eventstore.registry.jgroups;

import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.registry.jgroups.JGroupsSettings.Discovery;
import dev.eventstore.registry.jgroups.JGroupsSettings.Jdbc;
import dev.eventstore.registry.jgroups.JGroupsSettings.Multicast;
import dev.eventstore.registry.jgroups.JGroupsSettings.Tcp;
import dev.eventstore.registry.jgroups.JGroupsSettings.Times;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Reads {@link JGroupsSettings} and refuses what cannot work. Used once, by one thread. */
final class JGroupsSettingsReader {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_TTL = 255;

    /** What a column of the table of JGroups holds. */
    private static final int MAX_COLUMN = 200;

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String OFF = "off";

    private final Settings store;
    private final Settings settings;

    JGroupsSettingsReader(Settings store) {
        this.store = store;
        this.settings = store.at("jgroups");
    }

    JGroupsSettings read(ClusterSettings cluster) {
        Optional<Path> file = file("config-file", settings);
        Discovery discovery = discovery(cluster);
        Optional<String> token = token(cluster);
        boolean encrypted =
                !settings.choice("encryption", List.of(OFF, "symmetric")).equals(OFF);
        if (file.isPresent()) {
            requireDefault("discovery", discovery instanceof Tcp);
            requireDefault("authentication", token.isEmpty());
            requireDefault("encryption", !encrypted);
        }
        Optional<SecretKey> key = encrypted ? Optional.of(key(settings.at("keystore"))) : Optional.empty();
        return new JGroupsSettings(discovery, times(), token, key, file);
    }

    private void requireDefault(String key, boolean is) {
        if (!is) {
            throw settings.refused(
                    key,
                    "with config-file the file alone says this; put it there and remove the setting, or remove"
                            + " eventstore.jgroups.config-file");
        }
    }

    private Times times() {
        Duration heartbeat = time("heartbeat-interval");
        Duration silent = time("silent-timeout");
        if (silent.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw settings.refused(
                    "silent-timeout",
                    "at least twice the heartbeat-interval of " + heartbeat.toMillis()
                            + " ms is needed, better eight times, or one late heartbeat removes a node");
        }
        return new Times(silent, heartbeat, time("verify-timeout"), time("connect-timeout"), time("discovery-timeout"));
    }

    private Duration time(String key) {
        return settings.duration(key, SHORTEST, LONGEST);
    }

    private Discovery discovery(ClusterSettings cluster) {
        return switch (settings.choice("discovery", List.of("tcp", "multicast", "jdbc"))) {
            case "multicast" -> multicast(settings.at("multicast"));
            case "jdbc" -> jdbc(settings.at("jdbc"), cluster);
            default -> new Tcp();
        };
    }

    private static Multicast multicast(Settings part) {
        String key = "address";
        String text = part.text(key);
        try {
            InetAddress group = InetAddress.getByName(text);
            if (group.isMulticastAddress()) {
                return new Multicast(
                        group, (int) part.number("port", 1, MAX_PORT), (int) part.number("ttl", 0, MAX_TTL));
            }
        } catch (UnknownHostException unknown) {
            throw part.refused(key, groups());
        }
        throw part.refused(key, groups());
    }

    private static String groups() {
        return "an address of a group is allowed: 224.0.0.0 to 239.255.255.255, or one that begins with ff";
    }

    private Jdbc jdbc(Settings part, ClusterSettings cluster) {
        requireColumn("name", cluster.name());
        requireColumn("node", cluster.self().name());
        String driver = part.text("driver");
        Optional<String> url = part.optionalText("url");
        if (url.isPresent()) {
            return new Jdbc(
                    "eventstore.jgroups.jdbc.url",
                    url.orElseThrow(),
                    part.optionalText("user"),
                    part.optionalText("password"),
                    driver);
        }
        Settings storage = store.at("postgres");
        return new Jdbc(
                "eventstore.postgres.url",
                storage.optionalText("url")
                        .orElseThrow(
                                () -> part.refused(
                                        "url",
                                        "discovery = jdbc needs a database; set its JDBC URL here, or eventstore.postgres.url")),
                storage.optionalText("user"),
                storage.optionalText("password"),
                driver);
    }

    private void requireColumn(String key, String text) {
        if (text.length() > MAX_COLUMN) {
            throw store.at("cluster")
                    .refused(
                            key,
                            "discovery = jdbc carries at most " + MAX_COLUMN + " characters, '" + text + "' has "
                                    + text.length() + "; choose a shorter name");
        }
    }

    private Optional<String> token(ClusterSettings cluster) {
        String key = "authentication";
        if (settings.choice(key, List.of(OFF, "token")).equals(OFF)) {
            return Optional.empty();
        }
        if (cluster.secret().isEmpty()) {
            throw settings.refused(
                    key,
                    "it needs eventstore.cluster.secret; set the same secret on every node, or authentication = off");
        }
        return cluster.secret();
    }

    private static SecretKey key(Settings keystore) {
        Path file = file("file", keystore)
                .orElseThrow(() -> keystore.refused(
                        "file", "encryption = symmetric needs a keystore; set its path, or encryption = off"));
        char[] password = keystore.text("password").toCharArray();
        String alias = keystore.text("alias");
        Key key;
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password);
            if (!store.containsAlias(alias)) {
                throw keystore.refused("alias", "no key of that name is in " + file + "; it has " + names(store));
            }
            key = store.getKey(alias, password);
        } catch (IOException | GeneralSecurityException wrong) {
            throw keystore.refused(
                    "file",
                    "it cannot be opened: " + wrong.getMessage()
                            + "; check that it is a keystore in the format PKCS12, and eventstore.jgroups.keystore.password");
        }
        if (key instanceof SecretKey secret && key.getAlgorithm().equals("AES")) {
            return secret;
        }
        throw keystore.refused("alias", "a secret key for AES is needed, this one is for " + key.getAlgorithm());
    }

    private static List<String> names(KeyStore store) throws GeneralSecurityException {
        return List.copyOf(Collections.list(store.aliases()));
    }

    private static Optional<Path> file(String key, Settings part) {
        Optional<String> text = part.optionalText(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(text.orElseThrow());
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return Optional.of(path);
            }
        } catch (InvalidPathException noPath) {
            throw part.refused(key, "this is no path of a file");
        }
        throw part.refused(key, "there is no such file that can be read; check the path");
    }
}
