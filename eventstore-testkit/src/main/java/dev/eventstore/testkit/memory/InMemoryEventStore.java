package dev.eventstore.testkit.memory;

import dev.eventstore.api.EventStore;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;

/**
 * Opens whole stores in memory, for the tests of programs that use a store: no database, no cluster, nothing to install. What is
 * stored is gone with the store. Stateless.
 *
 * <pre>{@code
 * try (EventStore store = InMemoryEventStore.open()) {
 *     store.append(StreamId.of("order-7"), ExpectedVersion.noStream(), List.of(EventData.of(new OrderPlaced(7))));
 * }
 * }</pre>
 */
public final class InMemoryEventStore {

    private InMemoryEventStore() {}

    /**
     * An empty store of one node.
     *
     * @return the store, which the caller closes
     */
    public static EventStore open() {
        return builder().open();
    }

    /**
     * An empty store of one node, to be set up further: event types, settings, an observer.
     *
     * @return a builder
     */
    public static EventStoreBuilder builder() {
        return builder(new InMemoryDatabase());
    }

    /**
     * A store on a database that others may share, each a node of its own that knows nothing of the others.
     *
     * @param database where the events are
     * @return a builder
     */
    public static EventStoreBuilder builder(InMemoryDatabase database) {
        return EventStores.builder()
                .setting("eventstore.cluster.node", "memory@localhost")
                .storage(new InMemoryStorage(database))
                .registry(new SingleNodeRegistryProvider());
    }
}
