package dev.eventstore.example.encrypted;

import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.storage.StorageFixture;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import javax.crypto.spec.SecretKeySpec;

/** All that a storage promises holds with the encryption around it, too. */
class EncryptedStorageConformanceTest extends StorageConformance {

    @Override
    protected StorageFixture newFixture() {
        InMemoryDatabase database = new InMemoryDatabase();
        Keys keys = new Keys("suite", Map.of("suite", new SecretKeySpec(new byte[32], "AES")));
        TimeSource time = new WallClock();
        return new StorageFixture() {
            @Override
            public Storage newStorage() {
                Storage inner = new InMemoryStorage(database, ForkJoinPool.commonPool(), time, Observer.NONE);
                return new EncryptedStorage(inner, new Sealing(keys, false));
            }

            @Override
            public TimeSource time() {
                return time;
            }

            @Override
            public void close() {}
        };
    }
}
