package dev.eventstore.core.system;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/** Makes pools of daemon threads that run tasks first come first served. Stateless. */
final class Pools {

    private Pools() {}

    /** A pool whose threads are started as they are needed; what a task throws is logged. */
    static ForkJoinPool firstComeFirstServed(String threadName, int threads, Logger log) {
        AtomicInteger number = new AtomicInteger();
        ForkJoinPool.ForkJoinWorkerThreadFactory factory = owner -> {
            ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
            thread.setName(threadName + "-" + number.incrementAndGet());
            return thread;
        };
        return new ForkJoinPool(threads, factory, (thread, failure) -> log.error("a task has thrown", failure), true);
    }
}
