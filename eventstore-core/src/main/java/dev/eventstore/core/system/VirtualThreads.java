package dev.eventstore.core.system;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, of a Java that has them: 21 and newer. Stateless. */
final class VirtualThreads {

    private VirtualThreads() {}

    /**
     * An executor that runs each task in a virtual thread of its own.
     *
     * @param threadName what the threads are called, with a number behind
     * @param thrown takes what a task throws
     * @return the executor; empty where there are no virtual threads
     */
    static Optional<ExecutorService> perTask(String threadName, UncaughtExceptionHandler thrown) {
        try {
            Class<?> builders = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = builders.getMethod("name", String.class, long.class).invoke(builder, threadName + "-", 1L);
            Object told = builders.getMethod("uncaughtExceptionHandler", UncaughtExceptionHandler.class)
                    .invoke(named, thrown);
            Object factory = builders.getMethod("factory").invoke(told);
            return Optional.of((ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory));
        } catch (ReflectiveOperationException older) {
            return Optional.empty();
        }
    }
}
