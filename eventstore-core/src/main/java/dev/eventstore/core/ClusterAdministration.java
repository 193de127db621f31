package dev.eventstore.core;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.StoreAssembly.OpenStorage;
import dev.eventstore.core.cluster.AgreedSettings;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.ring.HashRing;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.core.system.Blocking;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Shows and changes what a cluster keeps in the storage: the epoch and the settings that all of its nodes must have alike. It
 * opens the storage and is no node, so it works whether nodes run or not. Thread-safe; of changes made at the same time the
 * last one stays, whole.
 */
public final class ClusterAdministration implements AutoCloseable {

    private static final String QUORUM = "static-quorum-size";
    private static final String DISTRIBUTION = "distribution";
    private static final Set<String> LISTS = Set.of("node-whitelist", "node-blacklist", "weights");
    private static final List<String> CHANGEABLE =
            List.of(DISTRIBUTION, "name", "node-blacklist", "node-whitelist", QUORUM, "weights");

    private final OpenStorage open;
    private final Function<Map<String, Object>, Settings> configuration;
    private final Duration callTimeout;

    private ClusterAdministration(
            OpenStorage open, Function<Map<String, Object>, Settings> configuration, Duration callTimeout) {
        this.open = open;
        this.configuration = configuration;
        this.callTimeout = callTimeout;
    }

    /**
     * Opens the storage of a store.
     *
     * @param builder says where the storage is; its {@code eventstore.cluster.nodes}, where it knows them, bound the quorum
     * @return the administration, which the caller closes
     * @throws dev.eventstore.api.error.EventStoreException if a setting is refused or the storage cannot be used
     */
    public static ClusterAdministration open(EventStoreBuilder builder) {
        Duration timeout = builder.settings().duration("call-timeout", Duration.ofMillis(1), Duration.ofDays(365));
        return new ClusterAdministration(builder.assembly().openStorage(), builder::settings, timeout);
    }

    /**
     * The epoch that was claimed last.
     *
     * @return the epoch, 0 before the first claim
     */
    public long epoch() {
        return Blocking.await(cluster().epoch(soon()));
    }

    /**
     * The settings that must agree, as they are stored.
     *
     * @return values by their keys, those of the configuration without {@code eventstore.cluster}, in the order of the keys;
     *     empty before a node of a cluster has stored its own
     */
    public SortedMap<String, String> settings() {
        CompletionStage<Map<String, String>> stored = cluster().agree(Map.of(), soon());
        return Collections.unmodifiableSortedMap(new TreeMap<>(Blocking.await(stored)));
    }

    /**
     * Changes some of the settings that must agree, and raises the epoch, so that every node learns of it. They are checked as
     * a node checks those of its configuration. Not idempotent: asked again it raises the epoch again.
     *
     * @param changes new values by their keys, without {@code eventstore.cluster}; those of a list are separated by commas
     * @return the new epoch
     * @throws ConfigurationException if a value is not allowed, or a key is none of those that can be changed; nothing was
     *     written
     * @throws NotSupportedException if no settings are stored yet; nothing was written
     */
    public long change(Map<String, String> changes) {
        changes.forEach(ClusterAdministration::requireChangeable);
        Map<String, String> stored = settings();
        if (stored.isEmpty()) {
            throw new NotSupportedException(
                    "the storage has no settings of a cluster yet, so there is nothing to change:"
                            + " the first node that starts with registry jgroups or hazelcast stores those of its configuration");
        }
        return Blocking.await(cluster().changeSettings(changed(stored, changes), soon()));
    }

    private static void requireChangeable(String key, String value) {
        if (!CHANGEABLE.contains(key)) {
            throw new ConfigurationException(
                    "eventstore.cluster." + key,
                    value,
                    "it is none of the settings that must agree and can be changed, which are "
                            + String.join(", ", CHANGEABLE),
                    null);
        }
    }

    /** What a node would store whose configuration has the stored settings, but for the changes. */
    private Map<String, String> changed(Map<String, String> stored, Map<String, String> changes) {
        Map<String, String> wanted = new HashMap<>(stored);
        if (changes.containsKey(DISTRIBUTION) && !changes.get(DISTRIBUTION).equals(stored.get(DISTRIBUTION))) {
            wanted.remove(QUORUM); // another distribution needs another one, or none
        }
        wanted.putAll(changes);
        Map<String, Object> typed = new HashMap<>();
        for (String key : CHANGEABLE) {
            String value = wanted.getOrDefault(key, "");
            typed.put(
                    "eventstore.cluster." + key, LISTS.contains(key) ? list(value, !changes.containsKey(key)) : value);
        }
        Settings settings = configuration.apply(typed);
        ClusterSettings checked = ClusterSettings.of(settings, self(settings));
        if (checked.ring().distribution() == Distribution.RING && changes.containsKey(QUORUM)) {
            throw settings.at("cluster").refused(QUORUM, "distribution ring has no quorum; leave it out");
        }
        Map<String, String> read = AgreedSettings.of(checked, HashRing.ALGORITHM, 0, new UUID(0, 0));
        Map<String, String> result = new HashMap<>(stored);
        changes.keySet().forEach(key -> result.put(key, read.getOrDefault(key, "")));
        result.put(QUORUM, read.getOrDefault(QUORUM, ""));
        return result;
    }

    private static List<String> list(String text, boolean bracketed) {
        String inner = bracketed && text.length() > 1 ? text.substring(1, text.length() - 1) : text;
        return Arrays.stream(inner.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** One of the nodes that are known, since no other may count in the rules. */
    private static NodeId self(Settings settings) {
        Settings cluster = settings.at("cluster");
        Optional<String> known = cluster.texts("nodes").stream()
                .flatMap(text -> NodeAddress.parse(text).stream())
                .map(NodeAddress::name)
                .findFirst();
        return new NodeId(
                known.or(() -> cluster.optionalText("node")).orElse("administration@localhost"), new UUID(0, 0));
    }

    private ClusterStorage cluster() {
        return open.storage().cluster();
    }

    private Deadline soon() {
        return Deadline.after(open.time(), callTimeout);
    }

    /** Closes the storage. */
    @Override
    public void close() {
        open.storage().close();
        open.afterwards().run();
    }
}
