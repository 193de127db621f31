package dev.eventstore.core;

import dev.eventstore.api.EventStore;
import java.nio.file.Path;

/** Opens stores. Stateless. */
public final class EventStores {

    private EventStores() {}

    /**
     * Opens a store with the defaults, system properties and environment variables.
     *
     * @return the store, which the caller closes
     * @throws dev.eventstore.api.error.EventStoreException if a setting is refused or the storage cannot be used
     */
    public static EventStore open() {
        return builder().open();
    }

    /**
     * Opens a store with a configuration file.
     *
     * @param file a HOCON file with an {@code eventstore} section; it overrides the defaults
     * @return the store, which the caller closes
     * @throws dev.eventstore.api.error.EventStoreException if a setting is refused or the storage cannot be used
     */
    public static EventStore open(Path file) {
        return builder().config(file).open();
    }

    /**
     * Everything of the configuration in code, and more.
     *
     * @return a builder
     */
    public static EventStoreBuilder builder() {
        return new EventStoreBuilder();
    }
}
