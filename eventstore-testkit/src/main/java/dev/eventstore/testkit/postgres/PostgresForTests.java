package dev.eventstore.testkit.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The PostgreSQL that tests share, one server a JVM, started when it is first asked for.
 *
 * <p>{@code EVENTSTORE_TEST_JDBC_URL} names a running server; {@code -Dtest.postgres=testcontainers} takes one in a container;
 * else it is the embedded one. Commits are durable with each of them. Thread-safe.
 */
public final class PostgresForTests {

    private PostgresForTests() {}

    /**
     * An empty schema in the shared database: the cheap way to be alone.
     *
     * @return the schema; closing it drops it
     */
    public static TestDatabase newSchema() {
        String url = Shared.URL.get();
        String schema = "t" + UUID.randomUUID().toString().replace("-", "");
        return new TestDatabase(url, schema, () -> run(url, "drop schema if exists " + schema + " cascade"));
    }

    /**
     * An empty database, for tests that change its settings.
     *
     * @return the schema {@code public} of the database; closing it drops the database
     */
    public static TestDatabase newDatabase() {
        String url = Shared.URL.get();
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        run(url, "create database " + name);
        return new TestDatabase(
                withDatabase(url, name), "public", () -> run(url, "drop database if exists " + name + " with (force)"));
    }

    /**
     * Runs a statement on a connection of its own.
     *
     * @param url where
     * @param sql the statement
     */
    public static void run(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("'" + sql + "' failed: " + e.getMessage(), e);
        }
    }

    /** The path of the URL is the database. */
    static String withDatabase(String url, String database) {
        String changed = url.replaceFirst("^(jdbc:postgresql://[^/?]*/)[^?]*", "$1" + database);
        if (changed.equals(url)) {
            throw new IllegalArgumentException(
                    "JDBC URL must be like jdbc:postgresql://host:port/database, but was " + url);
        }
        return changed;
    }

    /** Initialised when first used, once. */
    private static final class Shared {

        static final Supplier<String> URL = start();

        private Shared() {}

        private static Supplier<String> start() {
            String given = System.getenv("EVENTSTORE_TEST_JDBC_URL");
            if (given != null && !given.isBlank()) {
                return () -> given;
            }
            if ("testcontainers".equals(System.getProperty("test.postgres"))) {
                return ContainerServer.start()::url;
            }
            return EmbeddedServer.start()::url;
        }
    }
}
