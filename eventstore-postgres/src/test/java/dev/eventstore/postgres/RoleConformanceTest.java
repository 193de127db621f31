package dev.eventstore.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import org.junit.jupiter.api.Tag;

/**
 * The PostgreSQL storage is a storage, also over connections that the application brings, and also as a role that can change
 * neither events nor tables but may make hard deletes.
 */
@Tag("variant")
class RoleConformanceTest extends StorageConformance {

    private static final Map<String, PostgresConfig> ADMITTED = new ConcurrentHashMap<>();
    private static TestDatabase home;
    private static AppRole role;
    private static HikariDataSource source;

    @BeforeAll
    static void makeRole() {
        home = PostgresForTests.newSchema();
        role = new AppRole(home);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(role.url(home));
        config.setMaximumPoolSize(80);
        config.setMinimumIdle(1);
        source = new HikariDataSource(config);
    }

    @AfterAll
    static void dropRole() {
        source.close();
        role.close();
        home.close();
    }

    @Override
    protected StorageFixture newFixture() {
        return new PostgresFixture(RoleConformanceTest::opened, true);
    }

    private static Storage opened(TestDatabase database) {
        return Stores.shared(
                ADMITTED.computeIfAbsent(database.schema(), schema -> role.admittedToHardDeletes(database)), source);
    }
}
