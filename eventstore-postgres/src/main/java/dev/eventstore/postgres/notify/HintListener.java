package dev.eventstore.postgres.notify;

import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears that the store has grown: by notifications, after each new connection, and by looking at the head once an interval. So a
 * lost notification costs a moment, never an event. Thread-safe.
 */
public final class HintListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HintListener.class);
    private static final long RECONNECT_MILLIS = 500;
    private static final long CLOSE_MILLIS = 500;

    private final Database database;
    private final LongSupplier known;
    private final String listen;
    private final String headSql;
    private final int pollMillis;
    private final Thread thread;
    private final CopyOnWriteArrayList<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Connection connection;

    /**
     * A listener; {@link #start()} makes it hear.
     *
     * @param database where to hear
     * @param known the newest head that this program has written itself; nobody need be told of it
     */
    public HintListener(Database database, LongSupplier known) {
        this.database = database;
        this.known = known;
        this.listen = "listen " + Channel.of(database.config().schema());
        this.headSql = new Sql(database.config().schema()).get("read/head.sql");
        this.pollMillis = (int) database.config().pollInterval().toMillis();
        this.thread = new Thread(this::run, "eventstore-" + database.storeName() + "-hints-in");
        thread.setDaemon(true);
    }

    /** Begins to hear. Called once. */
    public void start() {
        thread.start();
    }

    /**
     * Who is to be told.
     *
     * @param listener takes the new head; must not wait
     */
    public void add(LongConsumer listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
        Connection current = connection;
        try {
            if (current != null) {
                current.abort(Runnable::run);
            }
            thread.interrupt();
            thread.join(CLOSE_MILLIS);
        } catch (SQLException e) {
            log.debug("The listener's connection could not be cut.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean warned = false;
        while (!closed) {
            try (Connection current = database.open("hints in");
                    Statement statement = current.createStatement()) {
                connection = current;
                current.setNetworkTimeout(Runnable::run, pollMillis + (int) TimeUnit.SECONDS.toMillis(10));
                statement.execute(listen);
                warned = false;
                hear(current, statement);
            } catch (SQLException e) {
                if (!closed && !warned) {
                    log.warn("The connection for notifications was lost, trying again: {}", e.getMessage());
                    warned = true;
                }
                pause();
            } finally {
                connection = null;
            }
        }
    }

    private void hear(Connection current, Statement statement) throws SQLException {
        PGConnection notifications = current.unwrap(PGConnection.class);
        long told = 0;
        long polled = System.nanoTime();
        boolean look = true;
        while (!closed) {
            long head = 0;
            if (look) {
                head = head(statement);
                told = Math.min(told, head);
                polled = System.nanoTime();
            }
            PGNotification[] heard = notifications.getNotifications(look && head > told ? 1 : pollMillis);
            for (PGNotification each : heard == null ? new PGNotification[0] : heard) {
                head = Math.max(head, number(each.getParameter()));
            }
            if (head > told) {
                told = head;
                tell(head);
            }
            look = System.nanoTime() - polled >= TimeUnit.MILLISECONDS.toNanos(pollMillis);
        }
    }

    private void tell(long head) {
        if (head <= known.getAsLong()) {
            return;
        }
        for (LongConsumer listener : listeners) {
            try {
                listener.accept(head);
            } catch (RuntimeException e) {
                log.error("A listener for hints failed.", e);
            }
        }
    }

    private long head(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(headSql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Anybody may notify on the channel: what is no number says nothing. */
    private static long number(String payload) {
        try {
            return Long.parseLong(payload);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            log.trace("Woken up to be closed.");
        }
    }
}
