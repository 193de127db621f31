package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * What an SQLSTATE means for the call that met it. Stateless.
 */
public final class SqlStates {

    /** What is to be done after a failed statement. */
    public enum Kind {
        /** The connection is gone; a statement that was sent may have been carried out. */
        LOST,
        /** Nothing was done; the same statement may succeed next time. */
        AGAIN,
        /** Nothing was done, since the data do not allow it; without the culprit the statement may succeed. */
        DATA,
        /** Nothing was done, and the server will not do it until somebody helps. */
        REFUSED
    }

    private static final String NO_PRIVILEGE = "42501";

    private static final Set<String> NO_JSON = Set.of("22P02", "22P05", "22021");

    private SqlStates() {}

    /**
     * What is to be done after a failure.
     *
     * @param failure the failure
     * @return what is to be done
     */
    public static Kind kind(SQLException failure) {
        String state = state(failure);
        if (state.isEmpty()) {
            return isConnectionTrouble(failure) ? Kind.LOST : Kind.REFUSED;
        }
        return switch (state.substring(0, 2)) {
            case "08" -> Kind.LOST;
            case "22", "23", "54" -> Kind.DATA;
            case "40" -> Kind.AGAIN;
            case "53" -> state.equals("53300") ? Kind.LOST : Kind.REFUSED;
            case "55" -> state.equals("55P03") ? Kind.AGAIN : Kind.REFUSED;
            case "57" -> state.equals("57014") ? Kind.AGAIN : Kind.LOST;
            case "25" -> state.equals("25P03") || state.equals("25P04") ? Kind.LOST : Kind.REFUSED;
            default -> Kind.REFUSED;
        };
    }

    /**
     * The failure as callers see it.
     *
     * @param what what was being done, such as {@code "reading"}
     * @param config the settings, for the messages
     * @param failure the failure
     * @return an exception that says what happened and what to do
     */
    public static EventStoreException toException(String what, PostgresConfig config, SQLException failure) {
        String reason = reason(failure);
        return switch (state(failure)) {
            case "25006" ->
                new StorageUnavailableException(
                        "PostgreSQL is read-only (" + config.shownUrl() + "): " + what
                                + " needs a primary server; name it in eventstore.postgres.url, or end the read-only mode",
                        failure);
            case "53100" ->
                new StorageUnavailableException(
                        "PostgreSQL's disk is full: " + what + " failed; make room and try again. " + reason, failure);
            case NO_PRIVILEGE ->
                new StorageException(
                        what + " was not permitted: grant " + user(config) + " the rights to schema '" + config.schema()
                                + "' and its tables (as their owner: `init --grant-to` that user). " + reason,
                        failure);
            case "42P01", "42883", "3F000", "42703" ->
                new StorageException(
                        "schema '" + config.schema() + "' holds no store of this version: run `init`, or set "
                                + "eventstore.postgres.auto-migrate = true. " + reason,
                        failure);
            case "28P01", "28000" ->
                new StorageUnavailableException(
                        "PostgreSQL refused " + user(config) + ": check eventstore.postgres.user and password. "
                                + reason,
                        failure);
            case "3D000" ->
                new StorageUnavailableException(
                        "there is no such database (" + config.shownUrl() + "): create it, or correct "
                                + "eventstore.postgres.url. " + reason,
                        failure);
            default -> byKind(what, config, failure);
        };
    }

    private static String user(PostgresConfig config) {
        return config.user().map(user -> "user '" + user + "'").orElse("the user of the URL");
    }

    /**
     * The failure of opening the store, where waiting does not help if a setting is wrong.
     *
     * @param config the settings
     * @param failure the failure
     * @return an exception that says what happened and what to do
     */
    public static EventStoreException toOpenException(PostgresConfig config, SQLException failure) {
        return switch (state(failure)) {
            case "28P01", "28000" ->
                new ConfigurationException(
                        "eventstore.postgres.user",
                        config.user().orElse("(of the URL)"),
                        "PostgreSQL refused it; check user and password",
                        failure);
            case "08004" ->
                config.password().isPresent() || !reason(failure).contains("password")
                        ? toException("opening the store", config, failure)
                        : new ConfigurationException(
                                "eventstore.postgres.password",
                                "(none)",
                                "PostgreSQL refused the connection of " + user(config)
                                        + "; give it its password if it needs one. " + reason(failure),
                                failure);
            case "3D000" ->
                new ConfigurationException(
                        "eventstore.postgres.url",
                        config.shownUrl(),
                        "there is no such database; create it first",
                        failure);
            default -> toException("opening the store", config, failure);
        };
    }

    private static EventStoreException byKind(String what, PostgresConfig config, SQLException failure) {
        if (config.payload() == Payload.JSONB && NO_JSON.contains(state(failure))) {
            return new SerializationException(
                    what
                            + " failed; nothing was written. The store keeps payloads as jsonb, so payload and metadata must"
                            + " be JSON in UTF-8 without \\u0000. " + reason(failure),
                    failure);
        }
        return switch (kind(failure)) {
            case LOST, AGAIN ->
                new StorageUnavailableException(
                        "PostgreSQL (" + config.shownUrl() + ") cannot be reached or does not answer: " + what
                                + " failed. " + reason(failure),
                        failure);
            case DATA, REFUSED ->
                new StorageException(
                        what + " failed: " + reason(failure) + " (SQLSTATE " + state(failure) + ")", failure);
        };
    }

    /**
     * Whether the role that is used lacks a right.
     *
     * @param failure what went wrong, or its cause
     * @return true if PostgreSQL refused it for that
     */
    public static boolean isForbidden(@Nullable Throwable failure) {
        return failure instanceof SQLException refused && NO_PRIVILEGE.equals(state(refused));
    }

    /** What the server says, without where in our own functions it happened. */
    private static String reason(SQLException failure) {
        if (failure instanceof PSQLException server && server.getServerErrorMessage() != null) {
            return String.valueOf(server.getServerErrorMessage().getMessage());
        }
        return String.valueOf(failure.getMessage());
    }

    private static String state(SQLException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static boolean isConnectionTrouble(SQLException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientConnectionException || t instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
