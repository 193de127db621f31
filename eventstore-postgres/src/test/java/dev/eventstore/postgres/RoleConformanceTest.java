package dev.eventstore.postgres;

import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import dev.eventstore.testkit.storage.StorageFixture;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A role that can neither change events nor tables, but may make hard deletes, can do all that an application does. */
class RoleConformanceTest extends StorageConformance {

    private static final Map<String, PostgresConfig> ADMITTED = new ConcurrentHashMap<>();
    private static TestDatabase home;
    private static AppRole role;

    @BeforeAll
    static void makeRole() {
        home = PostgresForTests.newSchema();
        role = new AppRole(home);
    }

    @AfterAll
    static void dropRole() {
        role.close();
        home.close();
    }

    @Override
    protected StorageFixture newFixture() {
        return new PostgresFixture(RoleConformanceTest::opened, true);
    }

    private static Storage opened(TestDatabase database) {
        return Stores.storage(
                ADMITTED.computeIfAbsent(database.schema(), schema -> role.admittedToHardDeletes(database)));
    }
}
