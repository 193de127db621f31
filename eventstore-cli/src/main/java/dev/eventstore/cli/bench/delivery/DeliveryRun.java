package dev.eventstore.cli.bench.delivery;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.yardstick.Payload;
import dev.eventstore.cli.console.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Appends at a steady rate and times how long after an append's return its event reaches a subscriber; an event that arrives
 * before its append returns took no time. Confined to one thread, beside those of the store.
 */
public final class DeliveryRun {

    private static final int STREAMS = 64;
    private static final int MOST_HELD = 1_000;
    private static final long PATIENCE_SECONDS = 60;

    private final EventStore store;
    private final Payload payload;
    private final int rate;
    private final Duration time;
    private final Map<UUID, Long> halves = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();
    private final Semaphore complete = new Semaphore(0);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * A run.
     *
     * @param store the store
     * @param payload what is appended
     * @param rate how many appends a second, 1 or more
     * @param time for how long
     */
    public DeliveryRun(EventStore store, Payload payload, int rate, Duration time) {
        this.store = store;
        this.payload = payload;
        this.rate = rate;
        this.time = time;
    }

    /**
     * Subscribes, appends, and waits until everything has come.
     *
     * @param name the subscription, which is new
     * @return how long each delivery took
     * @throws InterruptedException if the thread was interrupted
     * @throws CommandFailure if an append failed or not everything came
     */
    public Latencies run(String name) throws InterruptedException {
        SubscriptionOptions options = SubscriptionOptions.fromCurrent().bufferSize(Math.min(rate, MOST_HELD));
        try (Subscription subscription =
                store.subscribe(StreamId.ALL, SubscriptionName.of(name), options, this::delivered)) {
            int sent = appendSteadily();
            if (!complete.tryAcquire(sent, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new CommandFailure("Not all of " + sent + " events were delivered in " + PATIENCE_SECONDS
                        + " s; the subscription is " + subscription.state() + ".");
            }
        }
        if (failure.get() != null) {
            throw new CommandFailure("The measurement failed: " + failure.get().getMessage(), failure.get());
        }
        return latencies;
    }

    private int appendSteadily() throws InterruptedException {
        long pause = TimeUnit.SECONDS.toNanos(1) / rate;
        long begin = System.nanoTime();
        int sent = 0;
        while (System.nanoTime() - begin < time.toNanos()) {
            EventData event = payload.event();
            store.async()
                    .append(StreamId.of("live-" + sent % STREAMS), ExpectedVersion.any(), List.of(event))
                    .whenComplete((result, problem) -> {
                        if (problem != null) {
                            failure.compareAndSet(null, problem);
                        }
                        met(event.id(), System.nanoTime(), 1);
                    });
            sent++;
            long next = begin + sent * pause;
            while (next - System.nanoTime() > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        return sent;
    }

    private void delivered(List<RecordedEvent> batch, Subscription subscription) {
        long now = System.nanoTime();
        subscription.ack(batch);
        batch.forEach(event -> met(event.id(), now, -1));
    }

    /** The return of an append and its delivery meet here, whichever comes first. */
    private void met(UUID id, long nanos, int side) {
        Long other = halves.putIfAbsent(id, nanos);
        if (other != null) {
            halves.remove(id);
            latencies.record(side < 0 ? nanos - other : 0);
            complete.release();
        }
    }
}
