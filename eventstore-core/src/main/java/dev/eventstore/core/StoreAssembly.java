package dev.eventstore.core;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Message;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.guice.Parts;
import dev.eventstore.core.guice.StoreModule;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Partitioner;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.SerializerProvider;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.core.store.DefaultEventStore;
import dev.eventstore.core.store.Node;
import dev.eventstore.core.system.Blocking;
import dev.eventstore.core.system.CallbackThreads;
import dev.eventstore.core.system.SystemDispatcher;
import dev.eventstore.core.system.SystemTimeSource;
import dev.eventstore.core.types.Payloads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the parts of a store, has them wired, and opens it. For one thread, used once. */
final class StoreAssembly {

    private static final Logger LOG = LoggerFactory.getLogger(StoreAssembly.class);

    private final EventStoreBuilder.Choices choices;
    private final Settings settings;
    private final Observer observer;
    private final List<AutoCloseable> owned = new ArrayList<>();

    StoreAssembly(EventStoreBuilder.Choices choices, Settings settings) {
        this.choices = choices;
        this.settings = settings;
        this.observer = GuardedObserver.of(choices.observer());
    }

    EventStore open() {
        Node node;
        DefaultEventStore store;
        try {
            Injector injector = Guice.createInjector(Stage.PRODUCTION, new StoreModule(parts()));
            node = injector.getInstance(Node.class);
            store = injector.getInstance(DefaultEventStore.class);
        } catch (ProvisionException failure) {
            closeOwned();
            throw cause(failure, failure.getErrorMessages());
        } catch (CreationException failure) {
            closeOwned();
            throw cause(failure, failure.getErrorMessages());
        } catch (RuntimeException failure) {
            closeOwned();
            throw failure;
        }
        try {
            awaitServing(node);
            return store;
        } catch (RuntimeException | Error failure) {
            node.close();
            throw failure;
        }
    }

    /** Opens the storage alone, without a node. */
    OpenStorage openStorage() {
        OpenStorage made = closedStorage();
        try {
            open(made.storage());
            return made;
        } catch (RuntimeException | Error failure) {
            made.storage().close();
            closeOwned();
            throw failure;
        }
    }

    /** The storage alone, not open. */
    OpenStorage closedStorage() {
        String name = settings.text("name");
        TimeSource time = choices.time() != null ? choices.time() : owned(new SystemTimeSource(name + "-timer"));
        try {
            return new OpenStorage(storage(name, self(), time), time, this::closeOwned);
        } catch (RuntimeException | Error failure) {
            closeOwned();
            throw failure;
        }
    }

    void open(Storage storage) {
        Duration timeout = openTimeout();
        if (Blocking.await(storage.open().thenApply(done -> Boolean.TRUE), timeout)
                .isEmpty()) {
            throw notOpened(timeout);
        }
    }

    /** What a part refused with; Guice wraps it, more than once where several parts need the one that refused. */
    private static RuntimeException cause(RuntimeException failure, Collection<Message> messages) {
        return messages.stream()
                .map(Message::getCause)
                .filter(EventStoreException.class::isInstance)
                .map(RuntimeException.class::cast)
                .findFirst()
                .orElse(failure);
    }

    private void awaitServing(Node node) {
        Duration timeout = openTimeout();
        var opened = node.open().thenApply(done -> Boolean.TRUE);
        if (Blocking.await(opened, timeout).isEmpty()) {
            throw notOpened(timeout);
        }
        Blocking.await(node.join());
    }

    private Duration openTimeout() {
        return settings.duration("open-timeout", Duration.ofMillis(10), Duration.ofHours(24));
    }

    private static StorageUnavailableException notOpened(Duration timeout) {
        return new StorageUnavailableException(
                "the store did not open within eventstore.open-timeout = " + timeout
                        + "; see the log for what it waits for",
                null);
    }

    private Serializer serializerFor(Storage storage) {
        Serializer serializer = serializer();
        if (storage.requiresJson() && !serializer.writesJson()) {
            throw new ConfigurationException(
                    "eventstore.serializer",
                    choices.serializer() == null
                            ? settings.text("serializer")
                            : serializer.getClass().getName(),
                    "the storage keeps payloads as JSON documents, and this serializer does not say that it writes JSON:"
                            + " use json, or let the storage keep bytes",
                    null);
        }
        return serializer;
    }

    private Parts parts() {
        String name = settings.text("name");
        NodeId self = self();
        TimeSource time = choices.time() != null ? choices.time() : owned(new SystemTimeSource(name + "-timer"));
        Dispatcher dispatcher =
                choices.dispatcher() != null ? choices.dispatcher() : owned(new SystemDispatcher(name + "-process"));
        Executor callbacks = choices.callbacks() != null ? choices.callbacks() : owned(callbackThreads(name));
        Storage storage = storage(name, self, time);
        return new Parts(
                settings,
                self,
                storage,
                registry(),
                new Payloads(serializerFor(storage), RegisteredTypes.of(choices.types())),
                partitioners(),
                processes(),
                observer,
                time,
                choices.ids(),
                dispatcher,
                callbacks,
                // Timers before the threads that they wake.
                List.copyOf(owned));
    }

    private NodeId self() {
        return new NodeId(
                settings.at("cluster").optionalText("node").orElseGet(StoreAssembly::defaultNode),
                choices.ids().next());
    }

    private CallbackThreads callbackThreads(String name) {
        Settings threads = settings.at("callbacks");
        return new CallbackThreads(
                name + "-callback", (int) threads.number("threads", 1, 10_000), threads.flag("virtual"));
    }

    private Storage storage(String name, NodeId self, TimeSource time) {
        if (choices.storage() != null) {
            return choices.storage();
        }
        return WrappedStorages.make(
                choices.storageProvider(), new StorageProvider.Context(settings, name, self, time, observer));
    }

    private RegistryProvider registry() {
        return choices.registryProvider() != null
                ? PluginLoader.fitting("registry", choices.registryProvider())
                : new PluginLoader<>("registry", RegistryProvider::id, ServiceLoader.load(RegistryProvider.class))
                        .choose(settings.text("registry"));
    }

    private List<Partitioner> partitioners() {
        Map<String, Partitioner> byId = new LinkedHashMap<>();
        List<Partitioner> all = new ArrayList<>(choices.partitioners());
        all.addAll(new PluginLoader<>("partitioner", Partitioner::id, ServiceLoader.load(Partitioner.class)).all());
        for (Partitioner each : all) {
            Partitioner other = byId.put(each.id(), PluginLoader.fitting("partitioner", each));
            if (other != null) {
                throw new ConfigurationException(
                        "eventstore.partitioner",
                        each.id(),
                        "more than one partitioner has this id: "
                                + other.getClass().getName() + " and "
                                + each.getClass().getName() + ". Remove all but one",
                        null);
            }
        }
        return List.copyOf(byId.values());
    }

    private List<ProcessFactory> processes() {
        List<ProcessFactory> processes = new ArrayList<>(choices.processes());
        processes.addAll(
                new PluginLoader<>("process type", ProcessFactory::type, ServiceLoader.load(ProcessFactory.class))
                        .all());
        return processes;
    }

    private Serializer serializer() {
        if (choices.serializer() != null) {
            return choices.serializer();
        }
        SerializerProvider provider = new PluginLoader<>(
                        "serializer", SerializerProvider::id, ServiceLoader.load(SerializerProvider.class))
                .choose(settings.text("serializer"));
        return provider.create(settings.at(provider.id()));
    }

    private <T extends AutoCloseable> T owned(T part) {
        owned.add(part);
        return part;
    }

    private void closeOwned() {
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("a part of a store that did not open could not be closed: {}", failure.toString());
            }
        }
    }

    private static String defaultNode() {
        try {
            return "eventstore@" + InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "eventstore@localhost";
        }
    }

    /** A storage without a node; what was made for it is closed after it. */
    record OpenStorage(Storage storage, TimeSource time, Runnable afterwards) {}
}
