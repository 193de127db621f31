package dev.eventstore.registry.hazelcast;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a channel; they end the program's life for nobody. Stateless. */
final class Threads {

    private static final int SEND_QUEUE = 8_192;

    private Threads() {}

    /** One thread that does everything in its order. */
    static ScheduledExecutorService confined(String name) {
        return new ScheduledThreadPoolExecutor(1, daemon(name));
    }

    /** One thread that sends; what does not fit into its queue is rejected. It ends when there is nothing to send. */
    static ExecutorService bounded(String name) {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(SEND_QUEUE), daemon(name));
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
