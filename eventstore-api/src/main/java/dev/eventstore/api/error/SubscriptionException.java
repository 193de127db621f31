package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/** What failed is about one persistent subscription. Immutable. */
public abstract class SubscriptionException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient SubscriptionName subscription;

    /**
     * A failure with its facts.
     *
     * @param stream the subscription's stream
     * @param subscription the subscription
     * @param message what happened, and what to do next
     */
    SubscriptionException(StreamId stream, SubscriptionName subscription, String message) {
        super(message, null);
        this.stream = stream;
        this.subscription = subscription;
    }

    /**
     * The subscription's stream.
     *
     * @return the stream
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * The subscription.
     *
     * @return the subscription
     */
    public SubscriptionName subscription() {
        return subscription;
    }
}
