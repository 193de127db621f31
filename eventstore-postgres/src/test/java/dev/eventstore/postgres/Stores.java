package dev.eventstore.postgres;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Makes storages for tests. Stateless. */
public final class Stores {

    static final WallClock TIME = new WallClock();

    private Stores() {}

    public static PostgresConfig config(TestDatabase database) {
        return config(database.url(), database.schema(), true);
    }

    public static PostgresConfig config(String url, String schema, boolean autoMigrate) {
        return new PostgresConfig(
                url,
                Optional.empty(),
                Optional.empty(),
                schema,
                autoMigrate,
                4,
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofMillis(5),
                new PostgresConfig.Limits(2_000, 8_000_000, 100_000, 256_000_000, 10_000));
    }

    static PostgresStorage storage(PostgresConfig config) {
        return storage(config, Observer.NONE);
    }

    static PostgresStorage storage(PostgresConfig config, Observer observer) {
        NodeId self = new NodeId("test@localhost", UUID.randomUUID());
        return new PostgresStorage(config, new StorageProvider.Context(noSettings(), "test", self, TIME, observer));
    }

    private static Settings noSettings() {
        return (Settings) Proxy.newProxyInstance(
                Settings.class.getClassLoader(), new Class<?>[] {Settings.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("the settings were read already");
                });
    }
}
