package dev.eventstore.testkit.memory;

import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StorageProvider;

/** Offers the storage {@code memory}: each store gets an empty database of its own. Stateless. */
public final class InMemoryStorageProvider implements StorageProvider {

    /** Called by {@code ServiceLoader}. */
    public InMemoryStorageProvider() {}

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Storage create(Context context) {
        long maxWaiting = context.settings().number("max-waiting", 1, Integer.MAX_VALUE);
        return new InMemoryStorage(
                new InMemoryDatabase(context.time()),
                new StorageThread(context.storeName() + "-memory", maxWaiting),
                context.time(),
                context.observer());
    }
}
