package dev.eventstore.core.store;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.subscriber.SubscriberContext;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.system.Blocking;
import dev.eventstore.core.user.UserProcesses;
import dev.eventstore.core.waiting.Positions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs behind a store, and how it is opened and closed: the storage first and last, the registry in between. Thread-safe.
 */
public final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeId self;
    private final Storage storage;
    private final Registry registry;
    private final Supervisor supervisor;
    private final Engine engine;
    private final SubscriberContext subscribers;
    private final UserProcesses users;
    private final Duration closeTimeout;
    private final List<AutoCloseable> owned;
    private final Positions positions;
    private final OpenSubscriptions subscriptions = new OpenSubscriptions();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A node that is not open yet.
     *
     * @param self its name and incarnation
     * @param storage opened first, closed last
     * @param registry started second
     * @param supervisor runs the processes
     * @param engine carries calls out
     * @param subscribers what subscribers share
     * @param users the user's processes
     * @param positions who waits for subscriptions
     * @param closeTimeout how long a close waits for what is under way
     * @param owned closed at the very end: threads and timers that nobody else uses
     */
    public Node(
            NodeId self,
            Storage storage,
            Registry registry,
            Supervisor supervisor,
            Engine engine,
            SubscriberContext subscribers,
            UserProcesses users,
            Positions positions,
            Duration closeTimeout,
            List<AutoCloseable> owned) {
        this.self = self;
        this.storage = storage;
        this.registry = registry;
        this.supervisor = supervisor;
        this.engine = engine;
        this.subscribers = subscribers;
        this.positions = positions;
        this.users = users;
        this.closeTimeout = closeTimeout;
        this.owned = List.copyOf(owned);
    }

    /**
     * Opens the storage.
     *
     * @return completes when it is open; after a failure the node must be closed
     */
    public CompletionStage<Void> open() {
        storage.onHint(subscribers.feed()::hint);
        registry.onHint(subscribers.feed()::hint);
        storage.links().onLinks(subscribers.feed().links()::hint);
        registry.onLinkHint(subscribers.feed().links()::hint);
        subscribers.feed().onWentBack(registry::storageWentBack);
        registry.onStorageWentBack(subscribers.feed()::restart);
        registry.onEnded(cause -> supervisor.stopAll());
        return storage.open();
    }

    /**
     * Starts the registry, after the storage was opened.
     *
     * @return completes when the store serves, by the registry's own limits of time; after a failure the node must be closed
     */
    public CompletionStage<Void> join() {
        return registry.start();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletionStage<Void> drained = engine.calls().drain();
        quietly("subscriptions", () -> Blocking.await(subscriptions.detachAll(), closeTimeout));
        quietly("calls", () -> Blocking.await(drained, closeTimeout));
        quietly("cluster", () -> Blocking.await(registry.leave(), closeTimeout));
        quietly("processes", () -> Blocking.await(supervisor.stopAll(), closeTimeout));
        quietly("registry", registry);
        quietly("storage", storage);
        engine.calls().failRest();
        owned.forEach(each -> quietly("threads", each));
    }

    private static void quietly(String what, AutoCloseable step) {
        try {
            step.close();
        } catch (Exception failure) {
            LOG.warn("closing the {} failed: {}", what, String.valueOf(Failures.unwrap(failure)));
        }
    }

    NodeId self() {
        return self;
    }

    Registry registry() {
        return registry;
    }

    Engine engine() {
        return engine;
    }

    SubscriberContext subscribers() {
        return subscribers;
    }

    UserProcesses users() {
        return users;
    }

    /** The same, but what is chained to it runs on the threads for callbacks. */
    <T> CompletionStage<T> onCallbackThread(CompletionStage<T> stage) {
        return stage.handleAsync(
                (result, failure) -> {
                    if (failure != null) {
                        throw Failures.rethrow(failure);
                    }
                    return result;
                },
                subscribers.callbacks());
    }

    OpenSubscriptions subscriptions() {
        return subscriptions;
    }

    Positions positions() {
        return positions;
    }
}
