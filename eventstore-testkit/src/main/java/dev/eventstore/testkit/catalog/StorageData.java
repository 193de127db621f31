package dev.eventstore.testkit.catalog;

import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;

/** The data of one test of a storage, empty at first. Confined to the test's thread. */
public interface StorageData extends AutoCloseable {

    /**
     * One more storage on the same data, not open yet; the suite opens and closes it.
     *
     * @return a fresh storage
     */
    Storage newStorage();

    /**
     * The clock by which the storages tell deadlines.
     *
     * @return the clock
     */
    TimeSource time();

    /** Removes the data; the suite has closed the storages. */
    @Override
    void close();
}
