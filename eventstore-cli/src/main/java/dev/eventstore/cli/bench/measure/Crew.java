package dev.eventstore.cli.bench.measure;

import dev.eventstore.cli.console.CommandFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Workers that work side by side, each on a thread of its own, for a given time, again and again. Confined to one thread,
 * beside those it starts.
 */
public final class Crew implements AutoCloseable {

    private final List<Worker> workers;

    /**
     * A crew.
     *
     * @param workers the workers, which the crew closes
     */
    public Crew(List<? extends Worker> workers) {
        this.workers = List.copyOf(workers);
    }

    /**
     * How many workers there are.
     *
     * @return their number
     */
    public int size() {
        return workers.size();
    }

    /**
     * Lets all work for a time.
     *
     * @param time how long
     * @return what they did in it
     */
    public Sample work(Duration time) {
        Latencies latencies = new Latencies();
        AtomicLong events = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch start = new CountDownLatch(1);
        long[] end = new long[1];
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            start.await();
                            events.addAndGet(workUntil(end[0], worker, latencies));
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        }
                    },
                    "bench-" + threads.size());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        long begin = System.nanoTime();
        end[0] = begin + time.toNanos();
        start.countDown();
        join(threads);
        if (failure.get() != null) {
            throw new CommandFailure("The measurement failed: " + failure.get().getMessage(), failure.get());
        }
        return new Sample(events.get(), Duration.ofNanos(System.nanoTime() - begin), latencies);
    }

    private static long workUntil(long end, Worker worker, Latencies latencies) throws Exception {
        long events = 0;
        for (long before = System.nanoTime(); before - end < 0; ) {
            events += worker.once();
            long after = System.nanoTime();
            latencies.record(after - before);
            before = after;
        }
        return events;
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted; nothing was measured.", e);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Worker worker : workers) {
            worker.close();
        }
    }
}
