package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The subscription was deleted together with its checkpoint.
 */
public final class SubscriptionDeletedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient SubscriptionName subscription;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     */
    public SubscriptionDeletedException(StreamId stream, SubscriptionName subscription) {
        super("subscription '" + subscription + "' of stream '" + stream + "' was deleted", null);
        this.stream = stream;
        this.subscription = subscription;
    }

    /**
     * The stream.
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
