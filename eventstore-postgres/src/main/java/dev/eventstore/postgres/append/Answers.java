package dev.eventstore.postgres.append;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers what came of their appends: on a thread of its own while more appends wait for the committer, so that the next
 * statement leaves at once; else on the committer's thread, which has nothing better to do. Thread-safe.
 */
final class Answers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private final ThreadPoolExecutor thread;

    Answers(String storeName) {
        this.thread = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread t = new Thread(task, "eventstore-" + storeName + "-answers");
            t.setDaemon(true);
            return t;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Settles appends whose outcomes are noted; one hand-over for all of them. */
    void deliver(List<PendingAppend> appends, boolean moreWait) {
        if (moreWait && !thread.isShutdown()) {
            thread.execute(() -> settle(appends));
        } else {
            settle(appends);
        }
    }

    /** Runs a short task on the thread. */
    void execute(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    private static void settle(List<PendingAppend> appends) {
        for (PendingAppend append : appends) {
            try {
                append.settle();
            } catch (RuntimeException e) {
                log.error("A continuation of an append to stream '{}' failed.", append.request().stream(), e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                log.warn(
                        "{} batches are not answered yet: a continuation of an append has not returned; end it, and they are",
                        thread.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
