package dev.eventstore.postgres;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.StorageAccess;
import dev.eventstore.postgres.transaction.TransactionalHandler;
import java.util.Objects;

/**
 * Subscriptions whose events are handled exactly once: the handler and the checkpoint are one transaction, on the subscriber's node,
 * over a connection of the store. Thread-safe.
 *
 * <p>The checkpoint moves only from where the batch begins, and only under the lease under which it was delivered. So a handler that
 * is still running on a node that has lost the subscription, been cut off or paused, cannot commit; neither can two transactions
 * with the same events. A commit whose answer was lost is looked up before anything is repeated.
 *
 * <p>Handlers take half of the connections of {@code eventstore.postgres.pool-size} at most. One that takes long holds up its own
 * subscription only, but for the rows it has locked. A statement in it may take, and between two it may be idle, as long as
 * {@code eventstore.postgres.handler-timeout} says.
 *
 * <pre>{@code
 * TransactionalSubscriptions.of(store)
 *         .subscribe(StreamId.ALL, SubscriptionName.of("totals"), SubscriptionOptions.fromOrigin().bufferSize(100),
 *                 (batch, connection) -> addTotals(connection, batch));
 * }</pre>
 */
public final class TransactionalSubscriptions {

    private final StorageAccess access;
    private final PostgresStorage storage;

    private TransactionalSubscriptions(StorageAccess access, PostgresStorage storage) {
        this.access = access;
        this.storage = storage;
    }

    /**
     * The transactional subscriptions of a store.
     *
     * @param store an open store over PostgreSQL
     * @return its subscriptions with a transaction
     * @throws NotSupportedException if its events are kept elsewhere
     */
    public static TransactionalSubscriptions of(EventStore store) {
        StorageAccess access = StorageAccess.of(store);
        if (access.storage() instanceof PostgresStorage storage) {
            return new TransactionalSubscriptions(access, storage);
        }
        throw new NotSupportedException("this store keeps its events elsewhere than in PostgreSQL ("
                + access.storage().getClass().getName()
                + "): subscribe with a Subscriber through the store itself, and make"
                + " what it does idempotent");
    }

    /**
     * Subscribes, as {@code EventStore.subscribe} does. Up to {@code buffer-size} events are handled by one transaction. What the
     * selector refuses is passed over by the transaction of the next events that it accepts. When checkpoints are written, the
     * options do not say: with each transaction.
     *
     * @param stream the stream, or {@code $all}
     * @param name the subscription's name
     * @param options its options
     * @param subscriber handles the events
     * @return the subscription; {@code ack} has no use here, and closing it waits for the transaction under way, as long as {@code
     *     eventstore.close-timeout} says
     * @throws ConfigurationException if {@code pool-size} is 1, so that a handler would leave no connection for anything else
     * @throws IllegalArgumentException if {@code concurrency-limit} is more than 1, {@code on-failure} is not to stop, or it is
     *     transient
     * @throws EventStoreException as {@code EventStore.subscribe}
     */
    public Subscription subscribe(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, TransactionalSubscriber subscriber) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(name, "subscription name must not be null");
        Objects.requireNonNull(options, "options must not be null");
        Objects.requireNonNull(subscriber, "subscriber must not be null");
        if (options.concurrencyLimit() > 1) {
            throw new IllegalArgumentException("concurrency-limit must be 1 for a transactional subscriber, but was "
                    + options.concurrencyLimit() + ": of two transactions the later event's could commit first");
        }
        if (options.onFailure().then() != FailurePolicy.Then.STOP) {
            throw new IllegalArgumentException("on-failure must be stop for a transactional subscriber, but was "
                    + options.onFailure().then() + ": what fails is rolled back with all of its batch");
        }
        if (options.isTransient()) {
            throw new IllegalArgumentException(
                    "a transactional subscriber cannot have a transient subscription, which has no"
                            + " checkpoint to be written in its transaction; use a persistent one");
        }
        storage.transactions().checkRoom();
        return access.subscribe(
                stream,
                name,
                options,
                new TransactionalHandler(storage.transactions(), subscriber::onEvents, subscriber::onEnd));
    }
}
