package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.config.ConfigurationLoader;
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** How the storage is found and set up. */
class ProviderTest {

    private static PostgresConfig read(Map<String, Object> inCode) {
        return PostgresConfig.from(
                ConfigurationLoader.load(Optional.empty(), inCode, ProviderTest.class.getClassLoader())
                        .at("postgres"));
    }

    @Test
    void it_is_found_by_its_id() {
        assertTrue(ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .anyMatch(provider -> provider.id().equals("postgres")));
    }

    @Test
    void its_defaults_are_complete() {
        PostgresConfig config = read(Map.of());
        assertEquals("jdbc:postgresql://localhost/eventstore", config.url());
        assertEquals("public", config.schema());
        assertEquals(10, config.poolSize());
        assertEquals(Duration.ofMillis(20), config.notifyInterval());
        assertTrue(config.autoMigrate());
        assertEquals(Optional.empty(), config.user());
    }

    @Test
    void a_wrong_url_or_schema_is_named_without_its_password() {
        ConfigurationException url = assertThrows(
                ConfigurationException.class,
                () -> read(Map.of("eventstore.postgres.url", "postgres://db/es?password=secret")));
        assertEquals("eventstore.postgres.url", url.key());
        assertFalse(url.getMessage().contains("secret"), url.getMessage());
        ConfigurationException schema = assertThrows(
                ConfigurationException.class, () -> read(Map.of("eventstore.postgres.schema", "a'; drop schema b")));
        assertEquals("eventstore.postgres.schema", schema.key());
        for (String own : List.of("pg_catalog", "PG_temp", "information_schema")) {
            ConfigurationException system =
                    assertThrows(ConfigurationException.class, () -> read(Map.of("eventstore.postgres.schema", own)));
            assertTrue(system.getMessage().contains(own + ": is PostgreSQL's own"), system.getMessage());
        }
        ConfigurationException pool =
                assertThrows(ConfigurationException.class, () -> read(Map.of("eventstore.postgres.pool-size", 0)));
        assertTrue(pool.getMessage().contains("pool-size"), pool.getMessage());
    }

    @Test
    void what_stands_before_the_server_decides_how_appends_of_others_are_heard_of() {
        assertTrue(read(Map.of()).link().listens());
        assertTrue(read(Map.of()).link().keepsSessions());
        PostgresConfig pooled = read(Map.of("eventstore.postgres.pooler", "transaction"));
        assertFalse(pooled.link().listens());
        assertFalse(pooled.link().keepsSessions());
        assertTrue(read(Map.of("eventstore.postgres.pooler", "session")).link().listens());
        assertFalse(read(Map.of("eventstore.postgres.notify", "poll")).link().listens());
        ConfigurationException deaf = assertThrows(
                ConfigurationException.class,
                () -> read(
                        Map.of("eventstore.postgres.pooler", "transaction", "eventstore.postgres.notify", "listen")));
        assertEquals("eventstore.postgres.notify", deaf.key());
        ConfigurationException unknown = assertThrows(
                ConfigurationException.class, () -> read(Map.of("eventstore.postgres.pooler", "statement")));
        assertTrue(unknown.getMessage().contains("[none, session, transaction]"), unknown.getMessage());
    }

    @Test
    void the_password_of_a_key_is_not_shown() {
        PostgresConfig config = read(Map.of("eventstore.postgres.ssl.password", "topsecret"));
        assertEquals(Optional.of("topsecret"), config.link().tls().password());
        assertFalse(config.link().toString().contains("topsecret"));
        assertFalse(config.toString().contains("topsecret"));
    }
}
