package dev.eventstore.cli.bench.delivery;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.console.CommandFailure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets a new subscription to {@code $all} catch up, acknowledging every batch. Stateless. */
public final class CatchUpRun {

    private static final long PATIENCE_SECONDS = 120;

    private CatchUpRun() {}

    /**
     * Catches up with the first events of the store.
     *
     * @param store the store
     * @param name the subscription, which is new
     * @param options its options
     * @param events with how many of the events that it is about
     * @return how many came in which time
     * @throws InterruptedException if the thread was interrupted
     * @throws CommandFailure if not all came
     */
    public static Sample of(EventStore store, String name, SubscriptionOptions options, int events)
            throws InterruptedException {
        AtomicLong seen = new AtomicLong();
        CountDownLatch all = new CountDownLatch(1);
        long begin = System.nanoTime();
        long took;
        try (Subscription subscription =
                store.subscribe(StreamId.ALL, SubscriptionName.of(name), options, (batch, current) -> {
                    current.ack(batch);
                    if (seen.addAndGet(batch.size()) >= events) {
                        all.countDown();
                    }
                })) {
            if (!all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new CommandFailure("Only " + seen + " of " + events + " events came in " + PATIENCE_SECONDS
                        + " s; the subscription is " + subscription.state() + ".");
            }
            took = System.nanoTime() - begin;
        }
        return new Sample(events, Duration.ofNanos(took), new Latencies());
    }
}
