package dev.eventstore.testkit.store;

import dev.eventstore.core.EventStoreBuilder;

/** The data of one test, empty at first, and the stores that are opened on it. Confined to the test's thread. */
public interface EventStoreFixture extends AutoCloseable {

    /**
     * A store on the data, as another node has one; nodes of different names know nothing of each other but the data. The suite
     * may change settings, opens the store and closes it.
     *
     * @param node the node's name
     * @return a builder whose storage, registry and node name are set
     */
    EventStoreBuilder newStore(String node);

    /** Removes the data; the suite has closed the stores. */
    @Override
    void close();
}
