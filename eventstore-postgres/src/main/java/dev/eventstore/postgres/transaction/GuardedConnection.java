package dev.eventstore.postgres.transaction;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a handler gets it: everything works but what would end the transaction, which is not the handler's to end; and
 * nothing works when the handler has returned. Used by the handler's threads; {@link #end} is thread-safe.
 */
final class GuardedConnection implements InvocationHandler {

    private final Connection connection;
    private volatile boolean over;

    private GuardedConnection(Connection connection) {
        this.connection = connection;
    }

    /** The guard of a connection, which is in a transaction. */
    static GuardedConnection of(Connection connection) {
        return new GuardedConnection(connection);
    }

    /** The connection for the handler. */
    Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /** The handler has returned. */
    void end() {
        over = true;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "the transaction of a TransactionalSubscriber on " + connection;
            case "isClosed" -> over || connection.isClosed();
            case "commit", "close", "abort", "setAutoCommit" -> throw refused(method.getName());
            default -> {
                if (over) {
                    throw new SQLException(
                            "the transaction of this batch is over: a TransactionalSubscriber may use the"
                                    + " connection only until onEvents returns");
                }
                if (method.getName().equals("rollback") && arguments == null) {
                    throw refused("rollback");
                }
                yield call(method, arguments);
            }
        };
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static SQLException refused(String what) {
        return new SQLException(
                "a TransactionalSubscriber must not call " + what + "() on its connection: the store commits"
                        + " what the handler wrote together with the checkpoint when onEvents returns, and rolls both back when it"
                        + " throws; to undo a part, roll back to a savepoint");
    }
}
