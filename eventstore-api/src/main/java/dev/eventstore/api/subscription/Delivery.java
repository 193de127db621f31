package dev.eventstore.api.subscription;

import dev.eventstore.api.RecordedEvent;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * An event of a subscription, as a publisher hands it over. Immutable.
 *
 * @param event the event
 * @param subscription what it was delivered by
 */
public record Delivery(RecordedEvent event, Subscription subscription) {

    /**
     * Checks the components.
     *
     * @param event the event
     * @param subscription what it was delivered by
     */
    public Delivery {
        Objects.requireNonNull(event, "event must not be null");
        Objects.requireNonNull(subscription, "subscription must not be null");
    }

    /**
     * Acknowledges this event and all before it that were handed over.
     *
     * @return as {@link Subscription#ack(RecordedEvent)}
     */
    public CompletionStage<Void> ack() {
        return subscription.ack(event);
    }
}
