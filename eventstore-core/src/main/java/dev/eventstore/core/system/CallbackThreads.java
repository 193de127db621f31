package dev.eventstore.core.system;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run the user's code, first come first served: a virtual one for each callback where that is wanted and Java
 * has them, else a bounded number. Thread-safe.
 */
public final class CallbackThreads implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallbackThreads.class);

    private final ExecutorService pool;

    /**
     * Starts the threads as they are needed.
     *
     * @param threadName what the threads are called, with a number behind
     * @param threads how many there are at most, if they are not virtual
     * @param virtual whether they are virtual where Java has such, without a bound
     */
    public CallbackThreads(String threadName, int threads, boolean virtual) {
        pool = Optional.of(threadName)
                .filter(name -> virtual)
                .flatMap(name ->
                        VirtualThreads.perTask(name, (thread, failure) -> LOG.error("a task has thrown", failure)))
                .orElseGet(() -> Pools.firstComeFirstServed(threadName, threads, LOG));
    }

    @Override
    public void execute(Runnable callback) {
        try {
            pool.execute(callback);
        } catch (RejectedExecutionException closed) {
            LOG.debug("a callback came after the store was closed; it runs where it came from", closed);
            callback.run();
        }
    }

    /** Ends the threads when they have run what waits. What comes later runs in the thread that brings it, so no call lacks an end. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
