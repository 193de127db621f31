package dev.eventstore.postgres.notify;

import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
 * Hears that the store has grown: by notifications where they can be heard, after each new connection, and by looking at the head
 * once an interval. So a lost notification costs a moment, never an event. Thread-safe.
 */
public final class HintListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HintListener.class);
    private static final long RECONNECT_MILLIS = 500;
    private static final long CLOSE_MILLIS = 500;

    private final Database database;
    private final LongSupplier known;
    private final LongSupplier knownLink;
    private final String listen;
    private final String headSql;
    private final int pollMillis;
    private final Thread thread;
    private final CopyOnWriteArrayList<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<LongConsumer> linkListeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Connection connection;

    /**
     * A listener; {@link #start()} makes it hear.
     *
     * @param database where to hear
     * @param known the newest head that this program has written itself; nobody need be told of it
     * @param knownLink the newest link that this program has written itself
     */
    public HintListener(Database database, LongSupplier known, LongSupplier knownLink) {
        this.database = database;
        this.known = known;
        this.knownLink = knownLink;
        this.listen = "listen " + Channel.of(database.config().schema());
        this.headSql = new Sql(database.config().schema()).get("notify/heads.sql");
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

    /**
     * Who is to be told of links.
     *
     * @param listener takes the id of the last link; must not wait
     */
    public void addForLinks(LongConsumer listener) {
        linkListeners.add(listener);
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
                if (database.config().link().listens()) {
                    statement.execute(listen);
                }
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
        Growth told = new Growth(0, 0);
        long polled = System.nanoTime();
        boolean look = true;
        while (!closed) {
            Growth now = new Growth(0, 0);
            if (look) {
                now = look(statement);
                told = new Growth(Math.min(told.head(), now.head()), Math.min(told.lastLink(), now.lastLink()));
                polled = System.nanoTime();
            }
            boolean news = !now.max(told).equals(told);
            PGNotification[] heard = notifications.getNotifications(look && news ? 1 : pollMillis);
            for (PGNotification each : heard == null ? new PGNotification[0] : heard) {
                now = now.max(Growth.of(each.getParameter()));
            }
            if (now.head() > told.head() && now.head() > known.getAsLong()) {
                tell(listeners, now.head());
            }
            if (now.lastLink() > told.lastLink() && now.lastLink() > knownLink.getAsLong()) {
                tell(linkListeners, now.lastLink());
            }
            told = told.max(now);
            look = System.nanoTime() - polled >= TimeUnit.MILLISECONDS.toNanos(pollMillis);
        }
    }

    private static void tell(List<LongConsumer> listeners, long number) {
        for (LongConsumer listener : listeners) {
            try {
                listener.accept(number);
            } catch (RuntimeException e) {
                log.error("A listener for hints failed.", e);
            }
        }
    }

    private Growth look(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(headSql)) {
            row.next();
            return new Growth(row.getLong(1), row.getLong(2));
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
