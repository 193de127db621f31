package dev.eventstore.core;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Makes storages, and those that they are wrapped around. Stateless. */
final class WrappedStorages {

    private WrappedStorages() {}

    /**
     * The storage of a store.
     *
     * @param given makes it, if a provider was given in code; else the one that the configuration names
     * @param node what it may use; its settings are the whole configuration
     */
    static Storage make(@Nullable StorageProvider given, StorageProvider.Context node) {
        StorageProvider provider = given == null
                ? loader().choose(node.settings().text("storage"))
                : PluginLoader.fitting("storage", given);
        return make(provider, List.of(), node);
    }

    private static Storage make(StorageProvider provider, List<String> outer, StorageProvider.Context node) {
        List<String> ids = new ArrayList<>(outer);
        ids.add(provider.id());
        if (outer.contains(provider.id())) {
            throw new ConfigurationException(
                    "eventstore.storage",
                    ids.get(0),
                    "a storage cannot be wrapped around itself, but " + String.join(" is wrapped around ", ids),
                    null);
        }
        return provider.create(new StorageProvider.Context(
                node.settings().at(provider.id()),
                node.storeName(),
                node.self(),
                node.time(),
                node.observer(),
                other -> make(loader().choose(other), ids, node)));
    }

    private static PluginLoader<StorageProvider> loader() {
        return new PluginLoader<>("storage", StorageProvider::id, ServiceLoader.load(StorageProvider.class));
    }
}
