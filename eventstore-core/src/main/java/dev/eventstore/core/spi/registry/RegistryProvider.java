package dev.eventstore.core.spi.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Plugin;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.storage.ClusterStorage;

/**
 * Makes a {@link Registry}; found by {@code ServiceLoader}, chosen by its id with the setting {@code eventstore.registry}.
 */
public interface RegistryProvider extends Plugin {

    /**
     * What the configuration calls it.
     *
     * @return the id, unique among registries
     */
    @Override
    String id();

    /**
     * Makes the registry without starting it; called once, when a store is opened.
     *
     * @param context what the registry may use
     * @return the registry
     * @throws dev.eventstore.api.error.ConfigurationException if a setting is not allowed
     */
    Registry create(Context context);

    /**
     * What a registry may use.
     *
     * @param self this node
     * @param settings the whole configuration of the store; a registry's own part is named like its id
     * @param processes runs the processes of this node
     * @param codec writes and reads messages
     * @param time the node's clock
     * @param dispatcher runs turns
     * @param ids makes ids; also where randomness comes from
     * @param cluster the epoch and the settings that must agree
     * @param observer told of views and moves
     */
    record Context(
            NodeId self,
            Settings settings,
            ProcessHost processes,
            MessageCodec codec,
            TimeSource time,
            Dispatcher dispatcher,
            IdGenerator ids,
            ClusterStorage cluster,
            Observer observer) {}
}
