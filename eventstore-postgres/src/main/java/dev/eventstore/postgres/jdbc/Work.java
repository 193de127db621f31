package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for the database so that nobody else must: as many as the pool has connections. Every task is
 * idempotent, and is repeated until its deadline while the database is away. Thread-safe.
 */
public final class Work implements AutoCloseable {

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final int GRACE_MILLIS = 1_000;

    /**
     * What is done with a connection.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    public interface Task<T> {

        /**
         * Does it. May be called again after a failure.
         *
         * @param connection in autocommit; goes back to the pool afterwards
         * @return what came of it
         * @throws SQLException if the database fails
         */
        T run(Connection connection) throws SQLException;
    }

    private final Database database;
    private final TimeSource time;
    private final ThreadPoolExecutor threads;
    private volatile boolean closed;

    /**
     * Threads for the pool of a database.
     *
     * @param database the database
     * @param time the node's clock
     */
    public Work(Database database, TimeSource time) {
        this.database = database;
        this.time = time;
        AtomicInteger number = new AtomicInteger();
        int size = database.config().poolSize();
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(database.config().limits().waitingCalls()),
                task -> {
                    Thread thread = new Thread(
                            task, "eventstore-" + database.storeName() + "-storage-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does a task on a thread of its own.
     *
     * @param what what it is, for messages, such as {@code "reading"}
     * @param deadline when the caller stops waiting
     * @param task the task
     * @param <T> what comes of it
     * @return completes by the deadline with what came of it, or with why it failed
     */
    public <T> CompletionStage<T> run(String what, Deadline deadline, Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (closed) {
            result.completeExceptionally(closedException());
            return result;
        }
        Attempt<T> attempt = new Attempt<>(what, deadline, task, result);
        TimeSource.Timer timer = time.schedule(deadline.remaining(time), attempt::expire);
        result.whenComplete((value, failure) -> timer.cancel());
        try {
            threads.execute(attempt);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    closed
                            ? closedException()
                            : new OverloadedException(
                                    "eventstore.postgres.max-waiting-calls",
                                    database.config().limits().waitingCalls()));
        }
        return result;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                for (Runnable waiting : threads.shutdownNow()) {
                    ((Attempt<?>) waiting).result.completeExceptionally(closedException());
                }
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static StoreClosedException closedException() {
        return new StoreClosedException("the store is closed; nothing was done");
    }

    /** A task with its caller. Run once, on a thread of the pool. */
    private final class Attempt<T> implements Runnable {

        private final String what;
        private final Deadline deadline;
        private final Task<T> task;
        private final CompletableFuture<T> result;
        private volatile @Nullable SQLException trouble;
        private volatile boolean connected;

        Attempt(String what, Deadline deadline, Task<T> task, CompletableFuture<T> result) {
            this.what = what;
            this.deadline = deadline;
            this.task = task;
            this.result = result;
        }

        @Override
        public void run() {
            long pause = FIRST_PAUSE_MILLIS;
            while (!result.isDone()) {
                try (Connection connection = database.borrow()) {
                    connected = true;
                    if (deadline.hasPassed(time)) {
                        expire();
                        return;
                    }
                    connection.setNetworkTimeout(Runnable::run, patience());
                    result.complete(task.run(connection));
                } catch (SQLException e) {
                    trouble = e;
                    if (!isWorthRepeating(e) || !sleep(pause)) {
                        result.completeExceptionally(SqlStates.toException(what, database.config(), e));
                    }
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                } catch (EventStoreException | IllegalArgumentException | IllegalStateException e) {
                    result.completeExceptionally(e);
                }
            }
        }

        void expire() {
            if (!result.isDone()) {
                result.completeExceptionally(whyNotInTime());
            }
        }

        private EventStoreException whyNotInTime() {
            SQLException last = trouble;
            if (last != null) {
                return new StorageUnavailableException(
                        SqlStates.toException(what, database.config(), last).getMessage(), last);
            }
            if (!connected && database.hasNoConnection()) {
                return new StorageUnavailableException(
                        "PostgreSQL (" + database.config().shownUrl() + ") cannot be reached: " + what
                                + " did not begin by its deadline",
                        null);
            }
            return new DeadlineExceededException(what + " did not end by its deadline", null);
        }

        private boolean isWorthRepeating(SQLException failure) {
            SqlStates.Kind kind = SqlStates.kind(failure);
            return !closed && (kind == SqlStates.Kind.LOST || kind == SqlStates.Kind.AGAIN);
        }

        private int patience() {
            Duration left = deadline.remaining(time);
            return (int) Math.min(Integer.MAX_VALUE, left.toMillis() + GRACE_MILLIS);
        }

        private boolean sleep(long millis) {
            try {
                Thread.sleep(millis);
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }
    }
}
