package dev.eventstore.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A source whose connections are lost at a commit when the test says so. Thread-safe. */
final class CutSource {

    /** What is done instead of the next commit, or after it. */
    interface Cut {
        void on(Connection connection) throws SQLException;
    }

    final AtomicReference<@Nullable Cut> next = new AtomicReference<>();
    private final DataSource source;

    CutSource(DataSource source) {
        this.source = source;
    }

    DataSource source() {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = call(source, method, arguments);
            return result instanceof Connection connection ? cutting(connection) : result;
        });
    }

    private Connection cutting(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Cut cut = method.getName().equals("commit") ? next.getAndSet(null) : null;
            if (cut != null) {
                cut.on(connection);
            }
            return call(connection, method, arguments);
        });
    }

    private interface Call {
        @Nullable
        Object on(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                CutSource.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
