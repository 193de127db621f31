package dev.eventstore.core.spi.storage;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Settings;

/**
 * Makes a {@link Storage}; found by {@code ServiceLoader}, chosen by its id with the setting {@code eventstore.storage}.
 */
public interface StorageProvider {

    /**
     * What the configuration calls it.
     *
     * @return the id, unique among storages
     */
    String id();

    /**
     * Makes the storage without opening it; called once, when a store is opened.
     *
     * @param context what the storage may use
     * @return the storage
     * @throws dev.eventstore.api.error.ConfigurationException if a setting is not allowed
     */
    Storage create(Context context);

    /**
     * What a storage may use.
     *
     * @param settings the part of the configuration that is named like the id
     * @param storeName for the names of threads and connections
     * @param self this node
     * @param time the node's clock, by which deadlines are told
     * @param observer told of batches and reads
     */
    record Context(Settings settings, String storeName, NodeId self, TimeSource time, Observer observer) {}
}
