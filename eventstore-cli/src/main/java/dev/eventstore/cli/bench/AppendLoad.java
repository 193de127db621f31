package dev.eventstore.cli.bench;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.bench.measure.Crew;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.bench.measure.Worker;
import dev.eventstore.cli.bench.yardstick.Payload;
import dev.eventstore.cli.console.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Appends through the public API by a number of callers, waiting or not. Thread-safe. */
final class AppendLoad {

    private final EventStore store;
    private final Payload payload;
    private final List<StreamId> streams;
    private final int callers;
    private final int events;

    AppendLoad(EventStore store, Payload payload, int callers, int streams, int events) {
        this.store = store;
        this.payload = payload;
        this.callers = callers;
        this.events = events;
        this.streams = IntStream.range(0, streams)
                .mapToObj(i -> StreamId.of("bench-" + i))
                .toList();
    }

    Sample run(boolean async, Duration time) {
        return async ? runAsync(time) : runBlocking(time);
    }

    private Sample runBlocking(Duration time) {
        List<Worker> workers =
                IntStream.range(0, callers).mapToObj(this::blocking).toList();
        return new Crew(workers).work(time);
    }

    private Worker blocking(int caller) {
        return () -> {
            store.append(stream(caller), ExpectedVersion.any(), batch());
            return events;
        };
    }

    private StreamId stream(int caller) {
        return streams.get(caller % streams.size());
    }

    private List<EventData> batch() {
        return Stream.generate(payload::event).limit(events).toList();
    }

    private Sample runAsync(Duration time) {
        AsyncRun run = new AsyncRun(System.nanoTime() + time.toNanos());
        long begin = System.nanoTime();
        for (int caller = 0; caller < callers; caller++) {
            run.next(caller);
        }
        run.await();
        return new Sample(run.done.get(), Duration.ofNanos(System.nanoTime() - begin), run.latencies);
    }

    /** Keeps one append of each caller on the way until the time is over. Thread-safe. */
    private final class AsyncRun {

        private final long end;
        private final Latencies latencies = new Latencies();
        private final AtomicLong done = new AtomicLong();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final CountDownLatch ended = new CountDownLatch(callers);

        AsyncRun(long end) {
            this.end = end;
        }

        void next(int caller) {
            long before = System.nanoTime();
            if (before - end >= 0 || failure.get() != null) {
                ended.countDown();
                return;
            }
            store.async().append(stream(caller), ExpectedVersion.any(), batch()).whenComplete((result, problem) -> {
                if (problem == null) {
                    latencies.record(System.nanoTime() - before);
                    done.addAndGet(events);
                } else {
                    failure.compareAndSet(null, problem);
                }
                next(caller);
            });
        }

        void await() {
            try {
                ended.await();
            } catch (InterruptedException e) {
                failure.compareAndSet(null, e);
                Thread.currentThread().interrupt();
                throw new CommandFailure("Interrupted; nothing was measured.", e);
            }
            if (failure.get() != null) {
                throw new CommandFailure(
                        "The measurement failed: " + failure.get().getMessage(), failure.get());
            }
        }
    }
}
