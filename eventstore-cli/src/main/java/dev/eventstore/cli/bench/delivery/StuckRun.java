package dev.eventstore.cli.bench.delivery;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.cli.console.CommandFailure;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A subscriber that never acknowledges, and how much memory it takes. Stateless. */
public final class StuckRun {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final double MEGABYTE = 1e6;

    private StuckRun() {}

    /**
     * What a stuck subscriber holds.
     *
     * @param delivered how many events it was given
     * @param megabytes by how much the live memory of the program has grown
     */
    public record Held(long delivered, double megabytes) {}

    /**
     * Subscribes from the beginning, takes what comes, acknowledges nothing, and waits until nothing has come for a while.
     *
     * @param store a store with more events than fit
     * @param name the subscription, which is new
     * @param options its options
     * @param quiet how long nothing must come
     * @return what is held then
     * @throws InterruptedException if the thread was interrupted
     * @throws CommandFailure if it never becomes quiet
     */
    public static Held of(EventStore store, String name, SubscriptionOptions options, Duration quiet)
            throws InterruptedException {
        AtomicLong seen = new AtomicLong();
        long before = live();
        try (Subscription stuck = store.subscribe(
                StreamId.ALL,
                SubscriptionName.of(name),
                options,
                (batch, subscription) -> seen.addAndGet(batch.size()))) {
            long end = System.nanoTime() + PATIENCE_NANOS;
            long known = -1;
            while (seen.get() == 0 || seen.get() != known) {
                known = seen.get();
                if (System.nanoTime() - end > 0) {
                    throw new CommandFailure("The stuck subscriber is given ever more: " + known + " events; it is "
                            + stuck.state() + ".");
                }
                TimeUnit.NANOSECONDS.sleep(quiet.toNanos());
            }
            return new Held(known, (live() - before) / MEGABYTE);
        }
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
