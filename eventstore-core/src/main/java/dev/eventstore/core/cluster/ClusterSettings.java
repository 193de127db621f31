package dev.eventstore.core.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The settings of a cluster, {@code eventstore.cluster}, which registries of several nodes share. Immutable.
 *
 * @param name the name of the cluster
 * @param self this node; it has a port if {@code nodes} gives it one
 * @param secret what every node of the cluster knows and nobody else
 * @param listen where this node listens, and where others may be
 * @param nodes the nodes that are known beforehand, this one perhaps among them; empty: they are discovered
 * @param sync whom this node waits for before it serves
 * @param ring who runs processes, and when
 * @param times how long the rounds wait
 */
public record ClusterSettings(
        String name,
        NodeAddress self,
        Optional<String> secret,
        Listen listen,
        List<NodeAddress> nodes,
        SyncNodes sync,
        RingRules ring,
        Times times) {

    /**
     * Checks the components.
     *
     * @param name the name of the cluster
     * @param self this node; it has a port if {@code nodes} gives it one
     * @param secret what every node of the cluster knows and nobody else
     * @param listen where this node listens, and where others may be
     * @param nodes the nodes that are known beforehand, this one perhaps among them; empty: they are discovered
     * @param sync whom this node waits for before it serves
     * @param ring who runs processes, and when
     * @param times how long the rounds wait
     */
    public ClusterSettings {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(self, "self must not be null");
        Objects.requireNonNull(secret, "secret must not be null");
        Objects.requireNonNull(listen, "listen must not be null");
        nodes = List.copyOf(nodes);
        Objects.requireNonNull(sync, "sync must not be null");
        Objects.requireNonNull(ring, "ring must not be null");
        Objects.requireNonNull(times, "times must not be null");
    }

    /**
     * Reads and checks the settings.
     *
     * @param store the whole configuration of the store
     * @param self this node
     * @return the settings
     * @throws ConfigurationException if one of them is not allowed, with its key, its value and what is allowed
     */
    public static ClusterSettings of(Settings store, NodeId self) {
        return new ClusterSettingsReader(store.at("cluster")).read(self);
    }

    /**
     * The ports where a node may listen: its own if it has one, else those of the cluster in ascending order.
     *
     * @param node the node
     * @return one port or more
     */
    public List<Integer> ports(NodeAddress node) {
        if (node.port().isPresent()) {
            return List.of(node.port().getAsInt());
        }
        return IntStream.rangeClosed(listen.port(), listen.port() + listen.portRange())
                .boxed()
                .toList();
    }

    /** The secret is not shown. */
    @Override
    public String toString() {
        return "ClusterSettings[name=" + name + ", self=" + self + ", secret=" + (secret.isPresent() ? "***" : "none")
                + ", listen=" + listen + ", nodes=" + nodes + ", sync=" + sync + ", ring=" + ring + ", times=" + times
                + "]";
    }

    /**
     * Where a node listens. Immutable.
     *
     * @param host the name or address it binds: {@code bind-address}, else the host in its name
     * @param port the first port that may be used
     * @param portRange how many ports after it may be used
     */
    public record Listen(String host, int port, int portRange) {

        /**
         * Checks the components.
         *
         * @param host the name or address it binds: {@code bind-address}, else the host in its name
         * @param port the first port that may be used
         * @param portRange how many ports after it may be used
         */
        public Listen {
            Objects.requireNonNull(host, "host must not be null");
        }
    }

    /**
     * How long the rounds wait. Immutable.
     *
     * @param round for a node to be ready, until it is left out
     * @param drain for a process that moves to end its turn, until it is abandoned
     * @param attach for a subscription elsewhere to take a subscriber
     */
    public record Times(Duration round, Duration drain, Duration attach) {

        /**
         * Checks the components.
         *
         * @param round for a node to be ready, until it is left out
         * @param drain for a process that moves to end its turn, until it is abandoned
         * @param attach for a subscription elsewhere to take a subscriber
         */
        public Times {
            Objects.requireNonNull(round, "round must not be null");
            Objects.requireNonNull(drain, "drain must not be null");
            Objects.requireNonNull(attach, "attach must not be null");
        }
    }
}
