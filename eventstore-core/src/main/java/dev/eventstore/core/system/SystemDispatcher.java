package dev.eventstore.core.system;

import dev.eventstore.core.process.Dispatcher;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs turns, first come first served, on as many daemon threads as there are processors, and at least two. Thread-safe.
 */
public final class SystemDispatcher implements Dispatcher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemDispatcher.class);

    private final ForkJoinPool pool;

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
        try {
            pool.execute(turn);
        } catch (RejectedExecutionException closed) {
            LOG.debug("a turn came after the dispatcher was closed", closed);
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
