package dev.eventstore.postgres.notify;

import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other programs that the store has grown, at most once an interval, outside every append's transaction: NOTIFY takes a
 * lock of the whole database when its transaction commits. What cannot be sent is dropped: listeners look by themselves, too.
 * Thread-safe.
 */
public final class HintSender implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HintSender.class);
    private static final long CLOSE_MILLIS = 500;

    private final Database database;
    private final String channel;
    private final String sql;
    private final Thread thread;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong link = new AtomicLong();
    private volatile boolean parked;
    private volatile boolean closed;
    private @Nullable Connection connection;

    /**
     * A sender; {@link #start()} makes it send.
     *
     * @param database where to send
     */
    public HintSender(Database database) {
        this.database = database;
        this.channel = Channel.of(database.config().schema());
        this.sql = new Sql(database.config().schema()).get("notify/send.sql");
        this.thread = new Thread(this::run, "eventstore-" + database.storeName() + "-hints-out");
        thread.setDaemon(true);
    }

    /** Begins to send. Called once. */
    public void start() {
        thread.start();
    }

    /**
     * Tells all programs on the store in the transaction of somebody else, once that is committed.
     *
     * @param connection in a transaction
     * @param schema the store's schema
     * @param position the head it will have then, 0 if it stays the same
     * @param lastLink the id of the last link it will have then, 0 if that stays the same
     * @throws SQLException if the database fails
     */
    public static void sendIn(Connection connection, String schema, long position, long lastLink) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(new Sql(schema).get("notify/send.sql"))) {
            statement.setString(1, Channel.of(schema));
            statement.setString(2, new Growth(position, lastLink).payload());
            statement.execute();
        }
    }

    /**
     * The store has grown. Returns at once.
     *
     * @param position the new head
     */
    public void grown(long position) {
        head.accumulateAndGet(position, Math::max);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Events have been linked. Returns at once.
     *
     * @param lastLink the id of the last link
     */
    public void linked(long lastLink) {
        link.accumulateAndGet(lastLink, Math::max);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * The newest head that was told here.
     *
     * @return a position, 0 at first
     */
    public long newest() {
        return head.get();
    }

    /**
     * The newest link that was told here.
     *
     * @return its id, 0 at first
     */
    public long newestLink() {
        return link.get();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Growth sent = new Growth(0, 0);
        while (!closed) {
            Growth newest = new Growth(head.get(), link.get());
            if (!newest.equals(sent)) {
                send(newest);
                sent = newest;
                pause();
            } else {
                parked = true;
                if (head.get() == sent.head() && link.get() == sent.lastLink() && !closed) {
                    LockSupport.park(this);
                }
                parked = false;
            }
        }
        disconnect();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(database.config().notifyInterval().toMillis());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void send(Growth newest) {
        try {
            Connection current = connected();
            try (PreparedStatement statement = current.prepareStatement(sql)) {
                statement.setString(1, channel);
                statement.setString(2, newest.payload());
                statement.execute();
            }
        } catch (SQLException e) {
            log.debug("A notification could not be sent.", e);
            disconnect();
        }
    }

    /** A notification need not be durable: it saves a wait for the disk. Behind some poolers the next user would inherit that. */
    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = database.open("hints out");
            connection = current;
            current.setNetworkTimeout(Runnable::run, (int) TimeUnit.SECONDS.toMillis(5));
            if (database.config().link().keepsSessions()) {
                try (Statement statement = current.createStatement()) {
                    statement.execute("set synchronous_commit = off");
                }
            }
        }
        return current;
    }

    private void disconnect() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                log.debug("A connection could not be closed.", e);
            }
        }
    }
}
