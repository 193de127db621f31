package dev.eventstore.postgres;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Makes storages for tests. Stateless. */
public final class Stores {

    static final WallClock TIME = new WallClock();

    private Stores() {}

    public static PostgresConfig config(TestDatabase database) {
        return config(database.url(), database.schema(), true);
    }

    public static PostgresConfig config(String url, String schema, boolean autoMigrate) {
        return config(url, schema, autoMigrate, Payload.BYTEA, Link.DIRECT);
    }

    public static PostgresConfig config(String url, String schema, boolean autoMigrate, Payload payload, Link link) {
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
                Duration.ofSeconds(60),
                payload,
                Optional.empty(),
                link,
                new PostgresConfig.Limits(2_000, 8_000_000, 100_000, 256_000_000, 10_000));
    }

    /** The same store, opened by the owner for a role. */
    static PostgresConfig granting(TestDatabase database, String role) {
        return granting(database.url(), database.schema(), role);
    }

    static PostgresConfig granting(String url, String schema, String role) {
        PostgresConfig plain = config(url, schema, true);
        return new PostgresConfig(
                plain.url(),
                plain.user(),
                plain.password(),
                plain.schema(),
                true,
                plain.poolSize(),
                plain.connectTimeout(),
                plain.pollInterval(),
                plain.notifyInterval(),
                plain.handlerTimeout(),
                plain.payload(),
                Optional.of(role),
                plain.link(),
                plain.limits());
    }

    static PostgresStorage storage(PostgresConfig config) {
        return storage(config, Observer.NONE);
    }

    static PostgresStorage storage(PostgresConfig config, Observer observer) {
        NodeId self = new NodeId("test@localhost", UUID.randomUUID());
        return new PostgresStorage(
                config, new StorageProvider.Context(noSettings(), "test", self, TIME, observer), null);
    }

    /** A storage over connections of somebody else. */
    static PostgresStorage shared(PostgresConfig config, DataSource source) {
        NodeId self = new NodeId("test@localhost", UUID.randomUUID());
        return new PostgresStorage(
                config, new StorageProvider.Context(noSettings(), "test", self, TIME, Observer.NONE), source);
    }

    /** A whole store of one node in a schema. */
    static EventStoreBuilder store(TestDatabase database, String name) {
        return EventStores.builder()
                .setting("eventstore.name", name)
                .setting("eventstore.postgres.url", database.url())
                .setting("eventstore.postgres.schema", database.schema())
                .setting("eventstore.postgres.pool-size", 4)
                .registry(new SingleNodeRegistryProvider());
    }

    private static Settings noSettings() {
        return (Settings) Proxy.newProxyInstance(
                Settings.class.getClassLoader(), new Class<?>[] {Settings.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("the settings were read already");
                });
    }
}
