package dev.eventstore.it.consumer;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.postgres.TransactionalSubscriptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Subscribers of a node to everything, one of each kind, which subscribe again whenever they are ended: one that competes with
 * those of other nodes, one that refuses some events so that they are parked, and one that counts in the database, in the
 * transaction of its checkpoint. Thread-safe.
 */
public final class Consumers {

    /** Competing, by stream. */
    public static final String SHARED = "shared";

    /** Competing, without order; what it refuses is parked. */
    public static final String PARKING = "parking";

    /** One at a time, exactly once. */
    public static final String TOTALS = "totals";

    private static final int BUFFER = 16;
    private static final int SEATS = 6;
    private static final int ONE_OF = 64;
    private static final int MOST_PARKED = 100_000;
    private static final long PAUSE_NANOS = 200_000_000;

    private final EventStore store;

    private Consumers(EventStore store) {
        this.store = store;
    }

    /** Starts one of each kind. */
    public static void start(EventStore store, Path folder) throws IOException {
        Consumers consumers = new Consumers(store);
        ConsumerLog shared = ConsumerLog.in(folder, SHARED, store);
        ConsumerLog parking = ConsumerLog.in(folder, PARKING, store);
        consumers.keep(SHARED, () -> consumers.shared(shared));
        consumers.keep(PARKING, () -> consumers.parking(parking));
        consumers.keep(TOTALS, consumers::totals);
    }

    /** The subscription of a kind. */
    public static SubscriptionName name(String kind) {
        return SubscriptionName.of(kind);
    }

    /** Whether the parking one refuses an event: by its id, so everywhere the same. */
    public static boolean refuses(UUID id) {
        return Math.floorMod(id.getLeastSignificantBits(), ONE_OF) == 0;
    }

    private interface Begin {
        Subscription subscribe();
    }

    private void keep(String kind, Begin begin) {
        Thread thread = new Thread(
                () -> {
                    boolean open = true;
                    while (open) {
                        try {
                            begin.subscribe()
                                    .ended()
                                    .handle((done, cause) -> cause)
                                    .toCompletableFuture()
                                    .join();
                        } catch (StoreClosedException closed) {
                            open = false;
                        } catch (EventStoreException refused) {
                            // Another has the place, or nobody can be asked: once more, later.
                        }
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                },
                "consumer-" + kind);
        thread.setDaemon(true);
        thread.start();
    }

    private Subscription shared(ConsumerLog log) {
        return store.subscribe(
                StreamId.ALL,
                name(SHARED),
                SubscriptionOptions.fromOrigin()
                        .bufferSize(BUFFER)
                        .concurrencyLimit(SEATS)
                        .partitionBy(PartitionBy.stream()),
                handled(log));
    }

    private Subscription parking(ConsumerLog log) {
        Subscriber logged = handled(log);
        return store.subscribe(
                StreamId.ALL,
                name(PARKING),
                SubscriptionOptions.fromOrigin()
                        .bufferSize(BUFFER)
                        .concurrencyLimit(SEATS)
                        .onFailure(FailurePolicy.park().maxParked(MOST_PARKED)),
                (batch, subscription) -> {
                    if (batch.stream().map(RecordedEvent::id).anyMatch(Consumers::refuses)) {
                        throw new IllegalStateException("one of these is refused");
                    }
                    logged.onEvents(batch, subscription);
                });
    }

    /** What is handled is written down before it is acknowledged, so that nobody can have the next one earlier. */
    private static Subscriber handled(ConsumerLog log) {
        return (batch, subscription) -> {
            log.write("delivered", batch);
            log.write("handled", batch);
            subscription.ack(batch).thenRun(() -> log.write("acknowledged", batch));
        };
    }

    private Subscription totals() {
        return TransactionalSubscriptions.of(store)
                .subscribe(
                        StreamId.ALL,
                        name(TOTALS),
                        SubscriptionOptions.fromOrigin().bufferSize(BUFFER * BUFFER),
                        Tally::add);
    }
}
