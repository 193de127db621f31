package dev.eventstore.postgres;

import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.storage.StorageFixture;
import org.junit.jupiter.api.Tag;

/** The PostgreSQL storage is a storage, also where payloads are documents. */
@Tag("variant")
class JsonbConformanceTest extends StorageConformance {

    @Override
    protected StorageFixture newFixture() {
        return new PostgresFixture(
                database -> Stores.storage(
                        Stores.config(database.url(), database.schema(), true, Payload.JSONB, Link.DIRECT)),
                false);
    }
}
