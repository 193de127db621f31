package dev.eventstore.api.subscription;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import java.util.List;
import java.util.Optional;

/**
 * Handles the events of a subscription. Its methods are called on a callback thread of the store, one at a time, each seeing
 * what the one before it did.
 */
@FunctionalInterface
public interface Subscriber {

    /**
     * Handles events. Returning acknowledges nothing: call {@link Subscription#ack} for that, here or later, on any thread.
     *
     * @param batch one event or more, in the stream's order
     * @param subscription what to acknowledge with
     * @throws Exception is dealt with as {@link SubscriptionOptions#onFailure} says: unless told otherwise it ends the
     *     subscription with {@link #onEnd}; nothing of the batch is acknowledged by that
     */
    void onEvents(List<RecordedEvent> batch, Subscription subscription) throws Exception;

    /**
     * Told exactly once that no more events come.
     *
     * @param cause why; empty if the subscription was closed
     */
    default void onEnd(Optional<EventStoreException> cause) {}
}
