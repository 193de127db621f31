package dev.eventstore.it.cluster;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.example.counter.Counters;
import dev.eventstore.example.counter.Counters.Add;
import dev.eventstore.example.counter.Counters.Read;
import dev.eventstore.example.counter.Counters.Total;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of one node that add one to a few counters all the time, and log each call before it and what came of it after. What
 * has an unknown outcome is not repeated. Thread-safe.
 */
final class Counting {

    private static final long BACK_OFF_NANOS = 20_000_000;

    private final Cluster cluster;
    private final int counters;
    private final BufferedWriter log;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread[] threads;

    private Counting(EventStore store, int clients, int counters, Path log) throws IOException {
        this.cluster = store.cluster();
        this.counters = counters;
        this.log = Files.newBufferedWriter(log);
        this.threads = new Thread[clients];
    }

    static Counting start(EventStore store, int clients, int counters, Path log) throws IOException {
        Counting counting = new Counting(store, clients, counters, log);
        for (int i = 0; i < clients; i++) {
            SplittableRandom random =
                    new SplittableRandom(store.cluster().self().hashCode() * 31L + i);
            Thread thread = new Thread(() -> counting.count(random), "counting-" + i);
            thread.setDaemon(true);
            counting.threads[i] = thread;
            thread.start();
        }
        return counting;
    }

    /** What a counter has come to. */
    static long total(EventStore store, int counter) {
        return store.cluster()
                .ask(Counters.named("c" + counter), new Read(), Total.class)
                .toCompletableFuture()
                .join()
                .value();
    }

    /** Ends it, when the calls under way have their outcomes. */
    void stop() throws InterruptedException, IOException {
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();
    }

    private void count(SplittableRandom random) {
        while (!stopped.get()) {
            int call = calls.incrementAndGet();
            int counter = random.nextInt(counters);
            log(call + " asks " + counter);
            try {
                Total total = cluster.ask(Counters.named("c" + counter), new Add(1), Total.class)
                        .toCompletableFuture()
                        .join();
                log(call + " gets " + total.value());
            } catch (CompletionException failed) {
                refused(call, failed.getCause());
            } catch (EventStoreException refused) {
                refused(call, refused);
            }
        }
    }

    /** Every other failure says that the counter was not asked. */
    private void refused(int call, Throwable failure) {
        if (!(failure instanceof AskOutcomeUnknownException)) {
            log(call + " is-refused " + failure.getClass().getSimpleName());
            LockSupport.parkNanos(BACK_OFF_NANOS);
        }
    }

    private synchronized void log(String line) {
        try {
            log.write(line);
            log.newLine();
            log.flush();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
