package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.error.ConfigurationException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Connections of an application's {@code DataSource}, made ready for a store, and given back as they were. Thread-safe.
 */
final class SharedSource implements DataSource {

    private final DataSource application;
    private final String applicationName;
    private final boolean keepsSessions;

    SharedSource(DataSource application, String applicationName, boolean keepsSessions) {
        this.application = application;
        this.applicationName = applicationName;
        this.keepsSessions = keepsSessions;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = application.getConnection();
        try {
            if (!connection.isWrapperFor(PGConnection.class)) {
                throw new ConfigurationException(
                        "the DataSource",
                        application.getClass().getName(),
                        "must hand out connections of the PostgreSQL JDBC driver, also through unwrap(PGConnection.class),"
                                + " but they are " + connection.getClass().getName(),
                        null);
            }
            return LentConnection.of(connection, applicationName, keepsSessions);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the application's DataSource knows the user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // Nothing is written.
    }

    /** How long to wait for a connection is the application's to say, for all users of its source. */
    @Override
    public void setLoginTimeout(int seconds) {
        // Not ours to change.
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return application.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no java.util.logging here");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return application.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return application.isWrapperFor(type);
    }
}
