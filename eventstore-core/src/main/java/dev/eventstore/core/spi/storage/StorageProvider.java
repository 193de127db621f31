package dev.eventstore.core.spi.storage;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Plugin;
import dev.eventstore.core.spi.Settings;
import java.util.function.Function;

/**
 * Makes a {@link Storage}; found by {@code ServiceLoader}, chosen by its id with the setting {@code eventstore.storage}.
 */
public interface StorageProvider extends Plugin {

    /**
     * What the configuration calls it.
     *
     * @return the id, unique among storages
     */
    @Override
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
     * @param others makes the storage of another plugin by its id, with the settings of that one; for a storage that is
     *     wrapped around another, which then opens and closes it
     */
    record Context(
            Settings settings,
            String storeName,
            NodeId self,
            TimeSource time,
            Observer observer,
            Function<String, Storage> others) {

        /**
         * What a storage may use that is wrapped around no other.
         *
         * @param settings the part of the configuration that is named like the id
         * @param storeName for the names of threads and connections
         * @param self this node
         * @param time the node's clock, by which deadlines are told
         * @param observer told of batches and reads
         */
        public Context(Settings settings, String storeName, NodeId self, TimeSource time, Observer observer) {
            this(settings, storeName, self, time, observer, id -> {
                throw new NotSupportedException("there are no other storages here, so '" + id + "' cannot be wrapped");
            });
        }
    }
}
