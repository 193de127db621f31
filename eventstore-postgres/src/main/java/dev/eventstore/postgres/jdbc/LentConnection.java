package dev.eventstore.postgres.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a connection of an application's pool back as it was: in its modes, with the session's settings it had, hearing nothing.
 * Thread-safe as far as closing is concerned.
 */
final class LentConnection implements InvocationHandler {

    private static final Logger log = LoggerFactory.getLogger(LentConnection.class);
    private static final String[] SETTINGS = {
        "application_name",
        "synchronous_commit",
        "default_transaction_isolation",
        "enable_seqscan",
        "enable_bitmapscan",
        "plan_cache_mode",
        "jit"
    };
    private static final String READ =
            "select array_agg(current_setting(n.name) order by n.ord) from unnest(?::text[]) with ordinality n(name, ord)";
    private static final String WRITE =
            "select set_config(n.name, n.value, false) from unnest(?::text[], ?::text[]) n(name, value)";

    private final Connection lent;
    private final boolean keepsSessions;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeout;
    private final int prepareThreshold;
    private final String @Nullable [] settings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LentConnection(Connection lent, boolean keepsSessions) throws SQLException {
        this.lent = lent;
        this.keepsSessions = keepsSessions;
        this.autoCommit = lent.getAutoCommit();
        this.readOnly = lent.isReadOnly();
        this.networkTimeout = lent.getNetworkTimeout();
        this.prepareThreshold = lent.unwrap(PGConnection.class).getPrepareThreshold();
        if (!autoCommit) {
            lent.setAutoCommit(true);
        }
        this.settings = keepsSessions ? read() : null;
    }

    static Connection of(Connection lent, String applicationName, boolean keepsSessions) throws SQLException {
        LentConnection handler = new LentConnection(lent, keepsSessions);
        try {
            handler.prepare(applicationName);
        } catch (SQLException e) {
            handler.restore();
            throw e;
        }
        return (Connection) Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }

    private void prepare(String applicationName) throws SQLException {
        if (readOnly) {
            lent.setReadOnly(false);
        }
        lent.unwrap(PGConnection.class).setPrepareThreshold(keepsSessions ? 1 : 0);
        BinaryArray.allow(lent);
        if (keepsSessions) {
            write(new String[] {"application_name"}, new String[] {applicationName});
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                if (closed.compareAndSet(false, true)) {
                    try {
                        restore();
                    } finally {
                        lent.close();
                    }
                }
                return null;
            }
            case "isClosed" -> {
                return closed.get() || lent.isClosed();
            }
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            default -> {
                try {
                    return method.invoke(lent, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
    }

    /** One that cannot be restored must not be used again by anybody. */
    private void restore() throws SQLException {
        if (lent.isClosed()) {
            return;
        }
        try {
            if (!lent.getAutoCommit()) {
                lent.rollback();
                lent.setAutoCommit(true);
            }
            if (settings != null) {
                try (Statement statement = lent.createStatement()) {
                    statement.execute("unlisten *");
                }
                write(SETTINGS, settings);
            }
            lent.unwrap(PGConnection.class).setPrepareThreshold(prepareThreshold);
            lent.setNetworkTimeout(Runnable::run, networkTimeout);
            lent.setReadOnly(readOnly);
            lent.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            log.debug(
                    "A connection of the application's DataSource is ended, since it cannot be given back as it was.",
                    e);
            lent.abort(Runnable::run);
        }
    }

    private String[] read() throws SQLException {
        try (PreparedStatement statement = lent.prepareStatement(READ)) {
            statement.setArray(1, lent.createArrayOf("text", SETTINGS));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Array values = row.getArray(1);
                return (String[]) values.getArray();
            }
        }
    }

    private void write(String[] names, String[] values) throws SQLException {
        try (PreparedStatement statement = lent.prepareStatement(WRITE)) {
            statement.setArray(1, lent.createArrayOf("text", names));
            statement.setArray(2, lent.createArrayOf("text", values));
            statement.execute();
        }
    }
}
