package dev.eventstore.postgres;

import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import dev.eventstore.testkit.storage.StorageFixture;

/** A schema of its own for one conformance test. */
final class PostgresFixture implements StorageFixture {

    private final TestDatabase database = PostgresForTests.newSchema();

    @Override
    public Storage newStorage() {
        return Stores.storage(Stores.config(database));
    }

    @Override
    public TimeSource time() {
        return Stores.TIME;
    }

    @Override
    public boolean storesAnyBytes() {
        return true;
    }

    @Override
    public void close() {
        database.close();
    }
}
