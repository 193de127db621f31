package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.system.Blocking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** A subscription whose events wait to be received; there are never more than its buffer. Thread-safe. */
public final class PulledSubscription implements SubscriptionReader, Subscriber {

    private final AttachedSubscription attached;
    private final Queue<List<RecordedEvent>> received = new ConcurrentLinkedQueue<>();
    private final AtomicReference<CompletableFuture<Void>> signal = new AtomicReference<>(new CompletableFuture<>());
    private volatile Optional<EventStoreException> end = Optional.empty();

    /**
     * A reader that is about to attach.
     *
     * @param key which subscription
     * @param options the reader's options
     * @param context what the subscribers of the node share
     */
    public PulledSubscription(SubscriptionKey key, SubscriptionOptions options, SubscriberContext context) {
        this.attached = new AttachedSubscription(key, options, this, context);
    }

    /**
     * The subscription beneath.
     *
     * @return for attaching and detaching
     */
    public AttachedSubscription attached() {
        return attached;
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
        received.add(batch);
        wake();
    }

    @Override
    public void onEnd(Optional<EventStoreException> cause) {
        end = cause.or(() -> Optional.of(new StoreClosedException("the subscription was closed")));
        wake();
    }

    @Override
    public List<RecordedEvent> receive(Duration atMost) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("atMost must be zero or more, but was " + atMost);
        }
        CompletableFuture<Void> next = signal.get();
        List<RecordedEvent> batch = take();
        if (batch.isEmpty()) {
            Blocking.await(next, atMost);
            batch = take();
        }
        return batch;
    }

    private List<RecordedEvent> take() {
        List<RecordedEvent> batch = received.poll();
        if (batch == null) {
            end.ifPresent(cause -> {
                throw cause;
            });
            return List.of();
        }
        return batch;
    }

    private void wake() {
        signal.getAndSet(new CompletableFuture<>()).complete(null);
    }

    @Override
    public CompletionStage<Void> ack(RecordedEvent upTo) {
        return attached.ack(upTo);
    }

    @Override
    public CompletionStage<Void> ack(List<RecordedEvent> batch) {
        return attached.ack(batch);
    }

    @Override
    public SubscriptionState state() {
        return attached.state();
    }

    @Override
    public OptionalLong checkpoint() {
        return attached.checkpoint();
    }

    @Override
    public long lag() {
        return attached.lag();
    }

    @Override
    public CompletionStage<Void> ended() {
        return attached.ended();
    }

    @Override
    public void close() {
        attached.close();
    }
}
