package dev.eventstore.cli.node;

import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.ring.HashRing;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What part of the names each node of a view owns: the one place of the program that knows the ring. Stateless. */
final class RingShares {

    private RingShares() {}

    /**
     * The shares of the members of the view.
     *
     * @param builder has the weights of the nodes, which are alike on all nodes
     * @param cluster has the view
     * @return parts that add up to 1, in the order of the nodes' names
     */
    static Map<NodeId, Double> of(EventStoreBuilder builder, Cluster cluster) {
        return new HashRing(cluster.view().members(), weights(builder, cluster)).shares();
    }

    /** A node that is in no cluster need not have the settings of one. */
    private static ToIntFunction<String> weights(EventStoreBuilder builder, Cluster cluster) {
        if (cluster.view().members().size() == 1) {
            return name -> 1;
        }
        return ClusterSettings.of(builder.settings(), cluster.self()).ring()::weight;
    }
}
