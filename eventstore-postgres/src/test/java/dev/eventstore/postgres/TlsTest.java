package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.postgres.EmbeddedServer;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are encrypted, to a server that is known by its certificate. */
class TlsTest {

    /** The driver tells the console, too, of servers that a test has it refuse. Kept, since loggers are not. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql.ssl");

    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static ServerCertificate certificate;

    @BeforeAll
    static void start() {
        DRIVER.setLevel(Level.OFF);
        certificate = ServerCertificate.in(folder, "server");
        server = EmbeddedServer.start();
        PostgresForTests.run(server.url(), "alter system set ssl_cert_file = '" + certificate.certificate() + "'");
        PostgresForTests.run(server.url(), "alter system set ssl_key_file = '" + certificate.key() + "'");
        PostgresForTests.run(server.url(), "alter system set ssl = on");
        PostgresForTests.run(server.url(), "select pg_reload_conf()");
        Await.until("the server offers TLS", TlsTest::offersTls);
    }

    @AfterAll
    static void stop() {
        server.close();
        DRIVER.setLevel(null);
    }

    private static boolean offersTls() {
        try (Connection connection = DriverManager.getConnection(server.url() + "&sslmode=require")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private static EventStoreBuilder store(String url, String mode) {
        return EventStores.builder()
                .setting("eventstore.postgres.url", url)
                .setting("eventstore.postgres.pool-size", 2)
                .setting("eventstore.postgres.ssl.mode", mode)
                .registry(new SingleNodeRegistryProvider());
    }

    @Test
    void every_connection_of_a_store_is_encrypted_to_the_server_that_is_known() throws SQLException {
        try (EventStore store = store(server.url(), "verify-full")
                        .setting(
                                "eventstore.postgres.ssl.root-cert",
                                certificate.certificate().toString())
                        .open();
                Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            store.append(StreamId.of("s"), ExpectedVersion.any(), List.of(EventData.json("t", "{}")));
            assertEquals(1, store.info(StreamId.ALL).orElseThrow().version());
            try (ResultSet row = statement.executeQuery("select count(*), bool_and(s.ssl) from pg_stat_activity a"
                    + " join pg_stat_ssl s using (pid) where a.application_name like 'eventstore %'")) {
                row.next();
                assertTrue(row.getInt(1) >= 3, "committer, listener and pool, but were " + row.getInt(1));
                assertTrue(row.getBoolean(2));
            }
        }
    }

    @Test
    void a_server_whose_certificate_descends_from_no_known_one_is_refused() {
        ServerCertificate other = ServerCertificate.in(folder, "other");
        StorageUnavailableException refusal = assertThrows(
                StorageUnavailableException.class,
                () -> store(server.url(), "verify-ca")
                        .setting(
                                "eventstore.postgres.ssl.root-cert",
                                other.certificate().toString())
                        .open());
        assertTrue(refusal.getMessage().contains("SSL error"), refusal.getMessage());
    }

    @Test
    void a_server_that_answers_for_another_host_is_refused() {
        StorageUnavailableException refusal = assertThrows(
                StorageUnavailableException.class,
                () -> store(server.url().replace("localhost", "127.0.0.1"), "verify-full")
                        .setting(
                                "eventstore.postgres.ssl.root-cert",
                                certificate.certificate().toString())
                        .open());
        assertTrue(refusal.getMessage().contains("127.0.0.1"), refusal.getMessage());
    }

    @Test
    void a_server_without_tls_is_refused_where_it_is_required() {
        try (TestDatabase plain = PostgresForTests.newSchema()) {
            StorageUnavailableException refusal = assertThrows(
                    StorageUnavailableException.class,
                    () -> store(plain.url(), "require").open());
            assertTrue(refusal.getMessage().contains("SSL"), refusal.getMessage());
        }
    }

    @Test
    void a_file_that_is_not_there_and_a_mode_that_is_none_are_named() {
        ConfigurationException file = assertThrows(
                ConfigurationException.class,
                () -> store(server.url(), "verify-ca")
                        .setting("eventstore.postgres.ssl.root-cert", "/nowhere/root.crt")
                        .open());
        assertEquals("eventstore.postgres.ssl.root-cert", file.key());
        ConfigurationException mode = assertThrows(
                ConfigurationException.class,
                () -> store(server.url(), "strict").open());
        assertTrue(mode.getMessage().contains("verify-full"), mode.getMessage());
    }
}
