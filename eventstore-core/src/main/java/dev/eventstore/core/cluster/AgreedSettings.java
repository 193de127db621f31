package dev.eventstore.core.cluster;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.StorageException;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The settings that all nodes of a cluster must have alike, as they stand in the storage. Stateless. */
public final class AgreedSettings {

    /** The key of what tells one storage from another. It is no setting: whoever stores the settings first draws it. */
    public static final String STORE = "store";

    private static final Set<String> OF_THE_VERSION = Set.of("hash", "protocol");

    private AgreedSettings() {}

    /**
     * The settings of this node that must agree.
     *
     * @param settings the settings of the cluster
     * @param hash how names are placed; a node that places otherwise must not join
     * @param protocol the version of the messages between nodes
     * @param store what the storage is called from now on, if this node is the first
     * @return values by their keys, those of the configuration without {@code eventstore.cluster}
     */
    public static Map<String, String> of(ClusterSettings settings, String hash, int protocol, UUID store) {
        RingRules ring = settings.ring();
        return Map.of(
                "name",
                settings.name(),
                "distribution",
                ring.distribution().id(),
                "static-quorum-size",
                Integer.toString(ring.quorum()),
                "node-whitelist",
                new TreeSet<>(ring.whitelist()).toString(),
                "node-blacklist",
                new TreeSet<>(ring.blacklist()).toString(),
                "weights",
                new TreeMap<>(ring.weights()).toString(),
                "hash",
                hash,
                "protocol",
                Integer.toString(protocol),
                STORE,
                store.toString());
    }

    /**
     * Checks that the storage is the one that this node began with.
     *
     * @param store what that one is called
     * @param stored what the storage has
     * @throws StorageException if it is called otherwise, or nothing: it was exchanged, or put back to before its first node
     */
    public static void checkStore(String store, Map<String, String> stored) {
        if (!stored.getOrDefault(STORE, "").equals(store)) {
            throw new StorageException(
                    "the database is not the one that this node began with, or was put back to a time before its first node;"
                            + " this node serves nothing from it. If it is the one that you want, stop all nodes, run"
                            + " ./eventstore restored, and start them",
                    null);
        }
    }

    /**
     * Compares the settings of this node with the stored ones.
     *
     * @param own those of this node
     * @param stored what the storage has
     * @throws ConfigurationException if one differs, with its key and both values
     */
    public static void check(Map<String, String> own, Map<String, String> stored) {
        SortedSet<String> keys = new TreeSet<>(own.keySet());
        keys.addAll(stored.keySet());
        keys.remove(STORE);
        for (String key : keys) {
            String here = own.getOrDefault(key, "(nothing)");
            String there = stored.getOrDefault(key, "(nothing)");
            if (!here.equals(there) && OF_THE_VERSION.contains(key)) {
                throw new ConfigurationException(
                        "eventstore.registry",
                        key + " " + here,
                        "the other nodes have " + there + ", since they run another version; run the same one on all",
                        null);
            }
            if (!here.equals(there)) {
                throw new ConfigurationException(
                        "eventstore.cluster." + key,
                        here,
                        "the other nodes have " + there
                                + ", and it must be the same on all; correct it here, or on all of"
                                + " them and in the storage",
                        null);
            }
        }
    }
}
