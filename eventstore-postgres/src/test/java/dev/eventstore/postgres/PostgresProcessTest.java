package dev.eventstore.postgres;

import dev.eventstore.testkit.process.ProcessSuite;
import dev.eventstore.testkit.store.EventStoreFixture;

/** Users' processes beside those of a store over PostgreSQL. */
class PostgresProcessTest extends ProcessSuite {

    @Override
    protected EventStoreFixture newFixture() {
        return new PostgresEventStoreTest().newFixture();
    }
}
