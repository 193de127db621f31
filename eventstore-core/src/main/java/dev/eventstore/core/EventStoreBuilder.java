package dev.eventstore.core;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.types.EventTypeProvider;
import dev.eventstore.core.config.ConfigurationLoader;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Partitioner;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.core.system.RandomIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Everything of the configuration in code, and what a file cannot hold: event types, an observer, plugins by instance, the
 * callbacks' executor, and, for simulations, clock and threads. Not thread-safe; used once.
 */
public final class EventStoreBuilder {

    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<EventTypeProvider> types = new ArrayList<>();
    private final List<Partitioner> partitioners = new ArrayList<>();
    private final List<ProcessFactory> processes = new ArrayList<>();
    private Optional<Path> file = Optional.empty();
    private Observer observer = Observer.NONE;
    private @Nullable Storage storage;
    private @Nullable StorageProvider storageProvider;
    private @Nullable RegistryProvider registryProvider;
    private @Nullable Serializer serializer;
    private @Nullable Executor callbacks;
    private @Nullable TimeSource time;
    private @Nullable Dispatcher dispatcher;
    private IdGenerator ids = RandomIds.INSTANCE;

    EventStoreBuilder() {}

    /**
     * Reads a configuration file, which overrides the defaults.
     *
     * @param path a HOCON file with an {@code eventstore} section
     * @return this
     */
    public EventStoreBuilder config(Path path) {
        file = Optional.of(path);
        return this;
    }

    /**
     * Sets one setting, which overrides file, system properties and environment.
     *
     * @param key its full key, such as {@code eventstore.postgres.url}
     * @param value a text, number, boolean, {@link Duration} or list of texts
     * @return this
     */
    public EventStoreBuilder setting(String key, Object value) {
        settings.put(key, value);
        return this;
    }

    /**
     * Uses this storage, which the store opens and closes.
     *
     * @param instance a storage that is not open yet
     * @return this
     */
    public EventStoreBuilder storage(Storage instance) {
        storage = Objects.requireNonNull(instance);
        return this;
    }

    /**
     * Uses a storage of this provider, whatever {@code eventstore.storage} says.
     *
     * @param provider makes the storage
     * @return this
     */
    public EventStoreBuilder storage(StorageProvider provider) {
        storageProvider = Objects.requireNonNull(provider);
        return this;
    }

    /**
     * Uses a registry of this provider, whatever {@code eventstore.registry} says.
     *
     * @param provider makes the registry
     * @return this
     */
    public EventStoreBuilder registry(RegistryProvider provider) {
        registryProvider = Objects.requireNonNull(provider);
        return this;
    }

    /**
     * Uses this serializer, whatever {@code eventstore.serializer} says.
     *
     * @param instance the serializer
     * @return this
     */
    public EventStoreBuilder serializer(Serializer instance) {
        serializer = Objects.requireNonNull(instance);
        return this;
    }

    /**
     * Registers an event type: payloads of the class get this type, instead of the class's binary name.
     *
     * @param name the type: 1 to 255 printable characters
     * @param type the class of the payloads
     * @return this
     */
    public EventStoreBuilder eventType(String name, Class<?> type) {
        return eventTypes(types -> types.register(name, type));
    }

    /**
     * Registers event types and upcasters, besides those that {@code ServiceLoader} finds.
     *
     * @param provider registers them when the store is opened: {@code types -> types.register(OrderEvent.class)}
     * @return this
     */
    public EventStoreBuilder eventTypes(EventTypeProvider provider) {
        types.add(Objects.requireNonNull(provider));
        return this;
    }

    /**
     * Gives subscriptions partition keys, besides the partitioners that {@code ServiceLoader} finds; the same on every node.
     *
     * @param partitioner a partitioner of another id than all others
     * @return this
     */
    public EventStoreBuilder partitioner(Partitioner partitioner) {
        partitioners.add(Objects.requireNonNull(partitioner));
        return this;
    }

    /**
     * Makes a type of the user's own processes known, besides those that {@code ServiceLoader} finds.
     *
     * @param factory starts the processes
     * @return this
     */
    public EventStoreBuilder process(ProcessFactory factory) {
        processes.add(Objects.requireNonNull(factory));
        return this;
    }

    /**
     * Observes the store.
     *
     * @param told the observer
     * @return this
     */
    public EventStoreBuilder observer(Observer told) {
        observer = Objects.requireNonNull(told);
        return this;
    }

    /**
     * Runs subscribers, listeners and what is chained to asynchronous calls on this executor, which the store does not close.
     *
     * @param executor runs the user's code; bounded, or the user's code is not
     * @return this
     */
    public EventStoreBuilder callbackExecutor(Executor executor) {
        callbacks = Objects.requireNonNull(executor);
        return this;
    }

    /**
     * Uses this clock, for simulations.
     *
     * @param source the clock
     * @return this
     */
    public EventStoreBuilder time(TimeSource source) {
        time = Objects.requireNonNull(source);
        return this;
    }

    /**
     * Runs processes with this dispatcher, for simulations.
     *
     * @param runner the dispatcher
     * @return this
     */
    public EventStoreBuilder dispatcher(Dispatcher runner) {
        dispatcher = Objects.requireNonNull(runner);
        return this;
    }

    /**
     * Makes ids with this generator, for simulations.
     *
     * @param generator the generator
     * @return this
     */
    public EventStoreBuilder ids(IdGenerator generator) {
        ids = Objects.requireNonNull(generator);
        return this;
    }

    /**
     * Whether a setting is set by the file, a system property, the environment or in code, and not only by default.
     *
     * @param key its full key, such as {@code eventstore.postgres.url}
     * @return true if it is set to something
     * @throws EventStoreException if the configuration cannot be read
     */
    public boolean isSet(String key) {
        return ConfigurationLoader.isSet(file, settings, EventStoreBuilder.class.getClassLoader(), key);
    }

    /**
     * The configuration as it stands now.
     *
     * @return everything under {@code eventstore}
     * @throws EventStoreException if the configuration cannot be read
     */
    public Settings settings() {
        return settings(Map.of());
    }

    /** The configuration with more settings in code. */
    Settings settings(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        return ConfigurationLoader.load(file, all, EventStoreBuilder.class.getClassLoader());
    }

    /**
     * Opens the store: chooses the plugins, connects, and waits until it serves.
     *
     * @return the store, which the caller closes
     * @throws EventStoreException if a setting is refused, a plugin is missing, or the storage cannot be used; nothing is left
     *     running
     */
    public EventStore open() {
        return assembly().open();
    }

    StoreAssembly assembly() {
        return new StoreAssembly(
                new Choices(
                        partitioners,
                        processes,
                        types,
                        observer,
                        storage,
                        storageProvider,
                        registryProvider,
                        serializer,
                        callbacks,
                        time,
                        dispatcher,
                        ids),
                settings());
    }

    /** What was given in code; null: to be chosen by the configuration, or the real thing. */
    record Choices(
            List<Partitioner> partitioners,
            List<ProcessFactory> processes,
            List<EventTypeProvider> types,
            Observer observer,
            @Nullable Storage storage,
            @Nullable StorageProvider storageProvider,
            @Nullable RegistryProvider registryProvider,
            @Nullable Serializer serializer,
            @Nullable Executor callbacks,
            @Nullable TimeSource time,
            @Nullable Dispatcher dispatcher,
            IdGenerator ids) {}
}
