package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The subscription was deleted together with its checkpoint.
 */
public final class SubscriptionDeletedException extends SubscriptionException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     */
    public SubscriptionDeletedException(StreamId stream, SubscriptionName subscription) {
        super(stream, subscription, "subscription '" + subscription + "' of stream '" + stream + "' was deleted");
    }
}
