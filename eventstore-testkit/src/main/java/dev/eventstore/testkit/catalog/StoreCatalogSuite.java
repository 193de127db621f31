package dev.eventstore.testkit.catalog;

import dev.eventstore.api.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of stores share: data and an open store for each test. Called by JUnit only. */
public abstract class StoreCatalogSuite {

    private final List<EventStore> opened = new ArrayList<>();
    private StoreData data;
    private EventStore store;

    /** For subclasses. */
    protected StoreCatalogSuite() {}

    /**
     * The data of one test.
     *
     * @return empty data
     */
    protected abstract StoreData newFixture();

    /** Opens a store on empty data. */
    @BeforeEach
    public void openStore() {
        data = newFixture();
        store = open("node1", Map.of());
    }

    /** Closes the stores, then the data. */
    @AfterEach
    public void closeStores() {
        opened.forEach(EventStore::close);
        if (data != null) {
            data.close();
        }
    }

    EventStore store() {
        return store;
    }

    StoreData data() {
        return data;
    }

    /** One more store on the same data; closed after the test. */
    EventStore open(String node, Map<String, Object> settings) {
        var builder = data.newStore(node);
        settings.forEach(builder::setting);
        return closedLater(builder.open());
    }

    EventStore closedLater(EventStore another) {
        opened.add(another);
        return another;
    }
}
