package dev.eventstore.postgres;

import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.conformance.EventStoreConformance;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import dev.eventstore.testkit.store.EventStoreFixture;

/** Whole stores over PostgreSQL, each test in a schema of its own. */
class PostgresEventStoreTest extends EventStoreConformance {

    @Override
    protected EventStoreFixture newFixture() {
        TestDatabase database = PostgresForTests.newSchema();
        return new EventStoreFixture() {
            @Override
            public EventStoreBuilder newStore(String node) {
                return EventStores.builder()
                        .setting("eventstore.cluster.node", node)
                        .setting("eventstore.postgres.url", database.url())
                        .setting("eventstore.postgres.schema", database.schema())
                        .setting("eventstore.postgres.pool-size", 4)
                        .registry(new SingleNodeRegistryProvider());
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }
}
