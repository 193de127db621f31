package dev.eventstore.testkit.catalog;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of storages share: data and an open storage for each test. Called by JUnit only. */
public abstract class CatalogSuite {

    private final List<Storage> opened = new ArrayList<>();
    private StorageData data;
    private Storage storage;

    /** For subclasses. */
    protected CatalogSuite() {}

    /**
     * The data of one test.
     *
     * @return empty data
     */
    protected abstract StorageData newFixture();

    /** Opens a storage on empty data. */
    @BeforeEach
    public void open() {
        data = newFixture();
        storage = openAnother();
    }

    /** Closes the storages, then the data. */
    @AfterEach
    public void close() {
        opened.forEach(Storage::close);
        if (data != null) {
            data.close();
        }
    }

    Storage storage() {
        return storage;
    }

    /** One more storage on the same data; closed after the test. */
    Storage openAnother() {
        Storage another = data.newStorage();
        opened.add(another);
        Await.result(another.open());
        return another;
    }

    Deadline soon() {
        return Deadline.after(data.time(), Await.patience());
    }
}
