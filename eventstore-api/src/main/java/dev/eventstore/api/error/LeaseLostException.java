package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The subscription's lease is somebody else's now, or the events were taken back. Nothing was written: what was not acknowledged before is delivered again.
 */
public final class LeaseLostException extends SubscriptionException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     */
    public LeaseLostException(StreamId stream, SubscriptionName subscription) {
        super(
                stream,
                subscription,
                "the lease of subscription '" + subscription + "' of stream '" + stream
                        + "' was lost; what was not acknowledged is delivered again");
    }
}
