package dev.eventstore.postgres.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes appends: one thread with a connection of its own takes whatever queued up while its last statement was under way, and
 * writes it by the next. A lone append leaves at once.
 *
 * <p>After a lost connection the same appends are sent again, until their deadlines; that is safe, since ids decide first. If
 * the server refuses a statement for its data, its halves are tried, so only the culprit fails. Thread-safe.
 */
public final class Committer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Committer.class);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CLOSE_MILLIS = 2_000;

    private final Database database;
    private final TimeSource time;
    private final Observer observer;
    private final LongConsumer onWritten;
    private final AppendQueue queue;
    private final Answers answers;
    private final CommitWatch watch;
    private final KnownStreams known = new KnownStreams();
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean givenUp;
    private volatile @Nullable Writer writer;
    private volatile @Nullable SQLException trouble;

    /**
     * A committer; {@link #start()} makes it write.
     *
     * @param database where to write
     * @param work for what is asked beside the appends
     * @param time the node's clock
     * @param observer told of batches
     * @param onWritten told the last position after each batch that wrote something
     */
    public Committer(Database database, Work work, TimeSource time, Observer observer, LongConsumer onWritten) {
        this.database = database;
        this.time = time;
        this.observer = observer;
        this.onWritten = onWritten;
        this.queue = new AppendQueue(database.config().limits());
        this.answers = new Answers(database.storeName());
        this.watch = new CommitWatch(database, work, time, queue, answers, this::expired);
        this.thread = new Thread(this::run, "eventstore-" + database.storeName() + "-committer");
        thread.setDaemon(true);
    }

    /** Begins to write. Called once. */
    public void start() {
        thread.start();
    }

    /**
     * Queues an append.
     *
     * @param request the append
     * @return completes with its outcome
     */
    public CompletionStage<AppendResult> append(AppendRequest request) {
        PendingAppend append = new PendingAppend(request);
        if (closed.get()) {
            append.fail(closedException());
            return append.result();
        }
        try {
            queue.add(append);
        } catch (OverloadedException e) {
            append.fail(e);
            return append.result();
        }
        watch.arm();
        if (givenUp) {
            append.fail(closedException());
        }
        return append.result();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        queue.close();
        try {
            if (thread.isAlive()) {
                thread.join(CLOSE_MILLIS);
            }
            givenUp = true;
            Writer current = writer;
            if (thread.isAlive() && current != null) {
                current.abort();
            }
            LockSupport.unpark(thread);
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            givenUp = true;
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            log.debug("The committer's connection could not be cut.", e);
        }
        watch.close();
        queue.forEach(append -> append.fail(closedException()));
        answers.close();
    }

    private void run() {
        while (!givenUp) {
            queue.awaitWork();
            List<PendingAppend> taken = queue.take();
            if (!taken.isEmpty()) {
                writeSafely(taken);
            } else if (queue.isClosed()) {
                break;
            }
        }
        closeWriter();
    }

    /** A defect must not end the thread: it fails the batch that met it. */
    private void writeSafely(List<PendingAppend> appends) {
        try {
            write(appends);
        } catch (RuntimeException | Error e) {
            log.error("Writing a batch of {} appends failed in an unexpected way.", appends.size(), e);
            EventStoreException failure =
                    SqlStates.toException("appending", database.config(), new SQLException(e.toString(), e));
            appends.forEach(append -> append.fail(failure));
            closeWriter();
        } finally {
            watch.ended();
        }
    }

    private void write(List<PendingAppend> all) {
        List<PendingAppend> appends = all;
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            appends = stillWanted(appends);
            if (appends.isEmpty()) {
                return;
            }
            try {
                send(appends);
                return;
            } catch (SQLException e) {
                SqlStates.Kind kind = SqlStates.kind(e);
                if (kind == SqlStates.Kind.DATA && appends.size() > 1) {
                    int half = appends.size() / 2;
                    write(appends.subList(0, half));
                    write(appends.subList(half, appends.size()));
                    return;
                }
                if (kind == SqlStates.Kind.DATA || kind == SqlStates.Kind.REFUSED) {
                    refuse(appends, e);
                    return;
                }
                meetTrouble(e, kind);
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private void send(List<PendingAppend> appends) throws SQLException {
        Writer connected = connected();
        watch.began(appends, connected);
        long began = time.nanoTime();
        try {
            connected.write(appends, known);
        } catch (SQLException e) {
            watch.failed(SqlStates.kind(e) == SqlStates.Kind.LOST);
            throw e;
        }
        long took = time.nanoTime() - began;
        watch.ended();
        trouble = null;
        long last = 0;
        int events = 0;
        for (PendingAppend append : appends) {
            last = Math.max(last, append.lastPosition());
            events += append.events();
        }
        answers.deliver(appends, queue.size() > 0);
        if (last > 0) {
            onWritten.accept(last);
        }
        observer.batchWritten(appends.size(), events, Duration.ofNanos(took));
    }

    private Writer connected() throws SQLException {
        Writer current = writer;
        if (current == null) {
            current = new Writer(database);
            writer = current;
            // It may be another server, which took over and lags.
            known.lost();
        }
        return current;
    }

    private void meetTrouble(SQLException e, SqlStates.Kind kind) {
        if (trouble == null && kind == SqlStates.Kind.LOST) {
            log.warn("The connection for appends was lost, trying again: {}", e.getMessage());
        }
        trouble = e;
        if (kind == SqlStates.Kind.LOST) {
            closeWriter();
        }
    }

    /** A read-only server may be a former primary: the next append looks for the new one. */
    private void refuse(List<PendingAppend> appends, SQLException e) {
        if (SqlStates.kind(e) == SqlStates.Kind.REFUSED) {
            closeWriter();
        }
        EventStoreException failure = SqlStates.toException("appending", database.config(), e);
        appends.forEach(append -> append.fail(failure));
    }

    private List<PendingAppend> stillWanted(List<PendingAppend> appends) {
        boolean all = true;
        for (PendingAppend append : appends) {
            if (!append.isSettled() && (givenUp || append.hasExpired(time))) {
                append.fail(givenUp ? closedException() : expired());
            }
            all &= !append.isSettled();
        }
        return all ? appends : appends.stream().filter(a -> !a.isSettled()).toList();
    }

    /** Why an append that was certainly not written has passed its deadline. */
    private EventStoreException expired() {
        SQLException last = trouble;
        return last == null
                ? new DeadlineExceededException(
                        "the deadline passed before the append was sent; nothing was written", null)
                : SqlStates.toException("appending", database.config(), last);
    }

    private void closeWriter() {
        Writer current = writer;
        writer = null;
        if (current != null) {
            current.close();
        }
    }

    private static StoreClosedException closedException() {
        return new StoreClosedException("the store is closed; nothing was written");
    }
}
