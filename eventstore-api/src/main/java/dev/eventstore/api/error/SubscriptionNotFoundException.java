package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * There is no such subscription: nobody has subscribed under this name yet, or it was deleted.
 */
public final class SubscriptionNotFoundException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient SubscriptionName subscription;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     */
    public SubscriptionNotFoundException(StreamId stream, SubscriptionName subscription) {
        super(
                "subscription '" + subscription + "' of stream '" + stream
                        + "' does not exist: nobody has subscribed under that name, or it was deleted",
                null);
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
