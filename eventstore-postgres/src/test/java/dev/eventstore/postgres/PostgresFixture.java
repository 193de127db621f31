package dev.eventstore.postgres;

import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import dev.eventstore.testkit.storage.StorageFixture;
import java.util.function.Function;

/** A schema of its own for one conformance test. */
final class PostgresFixture implements StorageFixture {

    private final TestDatabase database = PostgresForTests.newSchema();
    private final Function<TestDatabase, Storage> opener;
    private final boolean anyBytes;

    PostgresFixture() {
        this(database -> Stores.storage(Stores.config(database)), true);
    }

    /** Storages that are made in another way. */
    PostgresFixture(Function<TestDatabase, Storage> opener, boolean anyBytes) {
        this.opener = opener;
        this.anyBytes = anyBytes;
    }

    @Override
    public Storage newStorage() {
        return opener.apply(database);
    }

    @Override
    public TimeSource time() {
        return Stores.TIME;
    }

    @Override
    public boolean storesAnyBytes() {
        return anyBytes;
    }

    @Override
    public void close() {
        database.close();
    }
}
