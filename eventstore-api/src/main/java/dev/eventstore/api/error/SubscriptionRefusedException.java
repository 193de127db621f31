package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/** A subscriber was not admitted. Nothing has changed. */
public final class SubscriptionRefusedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient SubscriptionName subscription;
    private final Reason reason;

    /** Why a subscriber is refused. */
    public enum Reason {
        /** The subscription has as many subscribers as it admits. */
        TOO_MANY_SUBSCRIBERS,
    }

    /**
     * A refusal with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     * @param reason why
     */
    public SubscriptionRefusedException(StreamId stream, SubscriptionName subscription, Reason reason) {
        super(
                "subscription '" + subscription + "' of stream '" + stream + "' refused the subscriber: " + reason
                        + "; close the other one first, or choose another name",
                null);
        this.stream = stream;
        this.subscription = subscription;
        this.reason = reason;
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

    /**
     * Why the subscriber was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
