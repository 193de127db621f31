package dev.eventstore.registry.jgroups;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * The settings of this module, {@code eventstore.jgroups}. Immutable.
 *
 * @param discovery how nodes find each other
 * @param times how long things may take
 * @param token what a node has to know to be let in, empty if nothing
 * @param key what messages are encrypted with, empty if they are not
 * @param file the user's own configuration of JGroups, which replaces all of these
 */
record JGroupsSettings(
        Discovery discovery, Times times, Optional<String> token, Optional<SecretKey> key, Optional<Path> file) {

    /**
     * Reads and checks the settings.
     *
     * @param store the whole configuration of the store
     * @param cluster the settings that all registries share
     * @throws ConfigurationException if one of them is not allowed, with its key, its value and what is allowed
     */
    static JGroupsSettings of(Settings store, ClusterSettings cluster) {
        return new JGroupsSettingsReader(store).read(cluster);
    }

    /** Secrets are not shown. */
    @Override
    public String toString() {
        return "JGroupsSettings[discovery=" + discovery + ", times=" + times + ", token="
                + (token.isPresent() ? "***" : "none") + ", key=" + (key.isPresent() ? "***" : "none") + ", file="
                + file
                + "]";
    }

    /** How nodes find each other. Immutable. */
    sealed interface Discovery {}

    /** The nodes that the cluster's settings name are asked. Immutable. */
    record Tcp() implements Discovery {}

    /**
     * By datagrams to a group. Immutable.
     *
     * @param group the address of the group
     * @param port the port of the group
     * @param ttl how many routers a datagram may pass
     */
    record Multicast(InetAddress group, int port, int ttl) implements Discovery {}

    /**
     * By a table in a database. Immutable.
     *
     * @param key the setting that has the url
     * @param url where the database is
     * @param user who connects, empty if the url says it
     * @param password how it shows that it is that user
     * @param driver the class of the driver
     */
    record Jdbc(String key, String url, Optional<String> user, Optional<String> password, String driver)
            implements Discovery {

        /** What the url and the password say is not shown. */
        @Override
        public String toString() {
            return "Jdbc[key=" + key + ", driver=" + driver + "]";
        }
    }

    /**
     * How long things may take. Immutable.
     *
     * @param silent a node may be silent, until it is removed
     * @param heartbeat between two signs of life
     * @param verify a node may take to answer when it is asked once more, until it is removed
     * @param connect one attempt to connect
     * @param discovery a starting node waits for others that start
     */
    record Times(Duration silent, Duration heartbeat, Duration verify, Duration connect, Duration discovery) {}
}
