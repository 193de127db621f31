package dev.eventstore.testkit.catalog;

import dev.eventstore.core.EventStoreBuilder;

/** The data of one test of a store, empty at first. Confined to the test's thread. */
public interface StoreData extends AutoCloseable {

    /**
     * A store on the data, as another node has one; the suite opens and closes it.
     *
     * @param node the node's name
     * @return a builder whose storage, registry and node name are set
     */
    EventStoreBuilder newStore(String node);

    /** Removes the data; the suite has closed the stores. */
    @Override
    void close();
}
