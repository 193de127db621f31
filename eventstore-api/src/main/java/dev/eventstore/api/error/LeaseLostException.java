package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The subscription's lease is somebody else's now, or the events were taken back. Nothing was written: what was not acknowledged before is delivered again.
 */
public final class LeaseLostException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient SubscriptionName subscription;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     */
    public LeaseLostException(StreamId stream, SubscriptionName subscription) {
        super(
                "the lease of subscription '" + subscription + "' of stream '" + stream
                        + "' was lost; what was not acknowledged is delivered again",
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
