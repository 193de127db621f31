package dev.eventstore.testkit.memory;

import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.storage.StorageFixture;

class InMemoryStorageTest extends StorageConformance {

    @Override
    protected StorageFixture newFixture() {
        InMemoryDatabase database = new InMemoryDatabase();
        TimeSource clock = new WallClock();
        return new StorageFixture() {
            @Override
            public Storage newStorage() {
                return new InMemoryStorage(database);
            }

            @Override
            public TimeSource time() {
                return clock;
            }

            @Override
            public void close() {}
        };
    }
}
