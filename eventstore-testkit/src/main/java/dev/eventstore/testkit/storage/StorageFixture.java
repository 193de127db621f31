package dev.eventstore.testkit.storage;

import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;

/** The data of one test, empty at first, and the storages that are opened on it. Confined to the test's thread. */
public interface StorageFixture extends AutoCloseable {

    /**
     * One more storage on the same data, as another node has one. It is not open yet; the suite opens and closes it.
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

    /**
     * Whether payloads and metadata may be any bytes. A storage that keeps JSON only refuses others, and says so here; then the
     * refusal is tested.
     *
     * @return true unless overridden
     */
    default boolean storesAnyBytes() {
        return true;
    }

    /** Removes the data; the suite has closed the storages. */
    @Override
    void close();
}
