package dev.eventstore.core.system;

import dev.eventstore.core.process.Dispatcher;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a turn at once on the thread that brought it, unless that thread is running a turn already; then on one of its own
 * daemon threads, of which there are as many as processors, and at least two. Thread-safe.
 *
 * <p>No turn waits, so none can hold up the thread it borrows; and a lone call saves the way to another thread and back, which
 * is about as long as the commit of a fast disk.
 */
public final class SystemDispatcher implements Dispatcher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemDispatcher.class);

    private final ForkJoinPool pool;
    private final ThreadLocal<Boolean> inTurn = ThreadLocal.withInitial(() -> false);

    /**
     * Starts the threads as they are needed.
     *
     * @param threadName what the threads are called, with a number behind
     */
    public SystemDispatcher(String threadName) {
        pool = Pools.firstComeFirstServed(
                threadName, Math.max(2, Runtime.getRuntime().availableProcessors()), LOG);
    }

    @Override
    public void execute(Runnable turn) {
        if (inTurn.get()) {
            executeLater(turn);
        } else {
            run(turn);
        }
    }

    @Override
    public void executeLater(Runnable turn) {
        try {
            pool.execute(() -> run(turn));
        } catch (RejectedExecutionException closed) {
            LOG.debug("a turn came after the dispatcher was closed", closed);
        }
    }

    @Override
    public void giveWay() {
        Thread.yield();
    }

    private void run(Runnable turn) {
        inTurn.set(true);
        try {
            turn.run();
        } finally {
            inTurn.set(false);
        }
    }

    /** Ends the threads; turns that wait are dropped. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("turns of processes were still running 5 s after the store was closed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
