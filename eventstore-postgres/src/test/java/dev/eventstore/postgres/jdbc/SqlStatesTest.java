package dev.eventstore.postgres.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlStatesTest {

    private static final PostgresConfig CONFIG =
            config("jdbc:postgresql://db/es?password=topsecret&ssl=true", Optional.of("topsecret"));

    private static PostgresConfig config(String url, Optional<String> password) {
        return new PostgresConfig(
                url,
                Optional.of("app"),
                password,
                "public",
                true,
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                Duration.ofSeconds(60),
                Payload.BYTEA,
                Optional.empty(),
                Link.DIRECT,
                new PostgresConfig.Limits(10, 10_000, 10, 10_000, 10));
    }

    @Test
    void each_state_says_what_is_to_be_done() {
        Map<String, SqlStates.Kind> kinds = Map.ofEntries(
                Map.entry("08006", SqlStates.Kind.LOST),
                Map.entry("57P01", SqlStates.Kind.LOST),
                Map.entry("57P03", SqlStates.Kind.LOST),
                Map.entry("53300", SqlStates.Kind.LOST),
                Map.entry("57014", SqlStates.Kind.AGAIN),
                Map.entry("40001", SqlStates.Kind.AGAIN),
                Map.entry("40P01", SqlStates.Kind.AGAIN),
                Map.entry("55P03", SqlStates.Kind.AGAIN),
                Map.entry("22021", SqlStates.Kind.DATA),
                Map.entry("23505", SqlStates.Kind.DATA),
                Map.entry("54000", SqlStates.Kind.DATA),
                Map.entry("53100", SqlStates.Kind.REFUSED),
                Map.entry("25006", SqlStates.Kind.REFUSED),
                Map.entry("42501", SqlStates.Kind.REFUSED));
        kinds.forEach((state, kind) -> assertEquals(kind, SqlStates.kind(new SQLException("x", state)), state));
    }

    @Test
    void a_failure_without_a_state_is_a_lost_connection_if_its_cause_is_one() {
        assertEquals(SqlStates.Kind.LOST, SqlStates.kind(new SQLException("x", new IOException("broken pipe"))));
        assertEquals(SqlStates.Kind.LOST, SqlStates.kind(new SQLTransientConnectionException("pool is empty")));
        assertEquals(SqlStates.Kind.REFUSED, SqlStates.kind(new SQLException("odd")));
    }

    @Test
    void the_state_of_a_cause_counts_where_the_failure_has_none() {
        SQLException pool = new SQLTransientConnectionException("pool", new SQLException("no", "28P01"));
        assertEquals(SqlStates.Kind.REFUSED, SqlStates.kind(pool));
    }

    @Test
    void messages_say_what_to_do_and_hide_passwords() {
        Map<String, String> advice = Map.of(
                "53100", "make room",
                "25006", "primary",
                "42501", "grant user 'app'",
                "42P01", "init",
                "08006", "cannot be reached",
                "28P01", "check eventstore.postgres.user",
                "3D000", "create it");
        advice.forEach((state, text) -> {
            EventStoreException failure = SqlStates.toException("appending", CONFIG, new SQLException("why", state));
            assertTrue(failure.getMessage().contains(text), failure.getMessage());
            assertFalse(failure.getMessage().contains("topsecret"), failure.getMessage());
        });
        assertFalse(CONFIG.toString().contains("topsecret"));
    }

    @Test
    void a_server_that_wants_a_password_where_none_is_set_names_that_setting() {
        SQLException refused = new SQLException("no password was provided", "08004");
        EventStoreException failure =
                SqlStates.toOpenException(config("jdbc:postgresql://db/es", Optional.empty()), refused);
        assertEquals(ConfigurationException.class, failure.getClass());
        assertEquals("eventstore.postgres.password", ((ConfigurationException) failure).key());
        assertTrue(failure.getMessage().contains("no password was provided"), failure.getMessage());
        SQLException plain = new SQLException("the server does not support SSL", "08004");
        assertEquals(
                StorageUnavailableException.class,
                SqlStates.toOpenException(config("jdbc:postgresql://db/es", Optional.empty()), plain)
                        .getClass());
    }

    @Test
    void a_full_disk_may_pass_and_a_missing_right_does_not() {
        assertEquals(
                StorageUnavailableException.class,
                SqlStates.toException("appending", CONFIG, new SQLException("x", "53100"))
                        .getClass());
        assertEquals(
                StorageException.class,
                SqlStates.toException("appending", CONFIG, new SQLException("x", "42501"))
                        .getClass());
    }
}
