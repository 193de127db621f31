package dev.eventstore.core.flow;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Delivery;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.core.process.Failures;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of a persistent subscription: each of the publisher's subscribers attaches to it, and is let go when it cancels.
 * Thread-safe.
 */
public final class DeliveryPublisher implements Flow.Publisher<Delivery> {

    private final Function<Subscriber, CompletionStage<Subscription>> attach;
    private final Consumer<Subscription> detach;
    private final Executor executor;

    /**
     * Attaches when somebody subscribes.
     *
     * @param attach attaches a subscriber of the store
     * @param detach lets it go, without waiting
     * @param executor runs the subscribers
     */
    public DeliveryPublisher(
            Function<Subscriber, CompletionStage<Subscription>> attach,
            Consumer<Subscription> detach,
            Executor executor) {
        this.attach = attach;
        this.detach = detach;
        this.executor = executor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Delivery> subscriber) {
        Deliveries deliveries = new Deliveries(Objects.requireNonNull(subscriber, "subscriber must not be null"));
        deliveries.begin();
        deliveries.attach();
    }

    private final class Deliveries extends Emission<Delivery> implements Subscriber {

        private volatile @Nullable Subscription attached;
        private volatile boolean cancelled;

        Deliveries(Flow.Subscriber<? super Delivery> subscriber) {
            super(subscriber, executor);
        }

        void attach() {
            attach.apply(this).whenComplete((subscription, failure) -> {
                if (failure != null) {
                    end(Failures.unwrap(failure));
                } else {
                    attached = subscription;
                    detachIfCancelled();
                }
            });
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            add(batch.stream().map(event -> new Delivery(event, subscription)).toList());
            wake();
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            end(cause.orElse(null));
        }

        @Override
        protected void wanted() {
            // The subscription delivers by itself, up to its buffer.
        }

        @Override
        protected void cancelled() {
            cancelled = true;
            detachIfCancelled();
        }

        private void detachIfCancelled() {
            Subscription subscription = attached;
            if (cancelled && subscription != null) {
                detach.accept(subscription);
            }
        }
    }
}
