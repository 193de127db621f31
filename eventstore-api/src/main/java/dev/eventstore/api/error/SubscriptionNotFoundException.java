package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * There is no such subscription: nobody has subscribed under this name yet, or it was deleted.
 */
public final class SubscriptionNotFoundException extends SubscriptionException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     */
    public SubscriptionNotFoundException(StreamId stream, SubscriptionName subscription) {
        super(
                stream,
                subscription,
                "subscription '" + subscription + "' of stream '" + stream
                        + "' does not exist: nobody has subscribed under that name, or it was deleted. Check stream and name,"
                        + " or subscribe first");
    }
}
