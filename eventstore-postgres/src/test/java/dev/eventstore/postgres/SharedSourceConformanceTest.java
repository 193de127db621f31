package dev.eventstore.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.postgres.TestDatabase;
import dev.eventstore.testkit.storage.StorageFixture;
import org.junit.jupiter.api.AfterAll;

/** The PostgreSQL storage is a storage, also over connections that the application brings. */
class SharedSourceConformanceTest extends StorageConformance {

    private static HikariDataSource source;

    @Override
    protected StorageFixture newFixture() {
        return new PostgresFixture(SharedSourceConformanceTest::over, true);
    }

    private static synchronized Storage over(TestDatabase database) {
        if (source == null) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(database.url());
            config.setMaximumPoolSize(80);
            config.setMinimumIdle(1);
            source = new HikariDataSource(config);
        }
        return Stores.shared(Stores.config(database), source);
    }

    @AfterAll
    static void closeSource() {
        source.close();
        source = null;
    }
}
