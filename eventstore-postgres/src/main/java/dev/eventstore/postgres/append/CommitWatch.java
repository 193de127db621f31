package dev.eventstore.postgres.append;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the committer while it waits for the server: fails appends at their deadlines, ends a statement that nobody waits
 * for any more, and names who holds the head row. Ticks only while there are appends. Thread-safe.
 */
final class CommitWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommitWatch.class);
    private static final Duration TICK = Duration.ofMillis(25);
    private static final long NAME_HOLDER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NAME_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ABORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Work work;
    private final TimeSource time;
    private final AppendQueue queue;
    private final Answers answers;
    private final Supplier<EventStoreException> expired;
    private final String holderSql;
    private final String threadName;
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Flight flight;

    /** A statement that is under way. Guarded by the ticks' order, but for the final fields. */
    private static final class Flight {
        final List<PendingAppend> appends;
        final Writer writer;
        final long began;
        long nextNaming;
        long cancelled;
        boolean aborted;

        Flight(List<PendingAppend> appends, Writer writer, long began) {
            this.appends = appends;
            this.writer = writer;
            this.began = began;
            this.nextNaming = began + NAME_HOLDER_NANOS;
        }
    }

    CommitWatch(
            Database database,
            Work work,
            TimeSource time,
            AppendQueue queue,
            Answers answers,
            Supplier<EventStoreException> expired) {
        this.work = work;
        this.time = time;
        this.queue = queue;
        this.answers = answers;
        this.expired = expired;
        this.holderSql = new Sql(database.config().schema()).get("append/holder.sql");
        this.threadName = "eventstore-" + database.storeName() + "-cancel";
    }

    /** Something waits: ticks until nothing does. */
    void arm() {
        if (!armed.get() && armed.compareAndSet(false, true)) {
            time.schedule(TICK, this::tick);
        }
    }

    /**
     * A statement is about to leave: its appends may be written from now on. A tick that came after they were taken out of the
     * queue has found nothing to watch, so the ticks may have ended.
     */
    void began(List<PendingAppend> appends, Writer writer) {
        appends.forEach(PendingAppend::sent);
        flight = new Flight(appends, writer, time.nanoTime());
        arm();
    }

    /** The statement failed; if it was lost, its appends may be written. */
    void failed(boolean lost) {
        Flight current = flight;
        flight = null;
        if (current != null) {
            current.appends.forEach(append -> append.returned(lost));
        }
    }

    /** Nothing is under way. */
    void ended() {
        flight = null;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void tick() {
        if (closed) {
            return;
        }
        answers.execute(() -> queue.forEach(this::expire));
        Flight current = flight;
        if (current != null) {
            answers.execute(() -> current.appends.forEach(this::expire));
            look(current);
        }
        if (queue.size() > 0 || current != null) {
            time.schedule(TICK, this::tick);
        } else {
            armed.set(false);
            if (queue.size() > 0 || flight != null) {
                arm();
            }
        }
    }

    private void expire(PendingAppend append) {
        if (!append.isSettled() && append.hasExpired(time)) {
            append.fail(expired.get());
        }
    }

    private void look(Flight current) {
        long now = time.nanoTime();
        if (now - current.nextNaming >= 0) {
            current.nextNaming = now + NAME_AGAIN_NANOS;
            nameHolder(current, Duration.ofNanos(now - current.began));
        }
        if (!current.appends.stream().allMatch(PendingAppend::isSettled)) {
            return;
        }
        if (current.cancelled == 0) {
            current.cancelled = now;
            Thread canceller = new Thread(() -> cancel(current), threadName);
            canceller.setDaemon(true);
            canceller.start();
        } else if (!current.aborted && now - current.cancelled > ABORT_NANOS && current == flight) {
            current.aborted = true;
            abort(current);
        }
    }

    private void cancel(Flight current) {
        try {
            if (current == flight) {
                current.writer.cancel();
            }
        } catch (SQLException e) {
            log.debug("A statement that nobody waits for could not be cancelled.", e);
        }
    }

    private static void abort(Flight current) {
        try {
            current.writer.abort();
        } catch (SQLException e) {
            log.debug("A connection that does not answer could not be cut.", e);
        }
    }

    private void nameHolder(Flight current, Duration waited) {
        work.run("looking for the holder of the head row", Deadline.after(time, Duration.ofSeconds(5)), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(holderSql)) {
                statement.setInt(1, current.writer.pid());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        log.warn(
                                "Appends have waited {} ms for the head row. It is held by process {} of PostgreSQL,"
                                        + " application '{}', {}, in a transaction for {} s.",
                                waited.toMillis(),
                                row.getInt(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4));
                    }
                }
            }
            return null;
        });
    }
}
