package dev.eventstore.postgres;

import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.storage.StorageFixture;

/** The storage does what every storage must do. */
class PostgresConformanceTest extends StorageConformance {

    @Override
    protected StorageFixture newFixture() {
        return new PostgresFixture();
    }
}
