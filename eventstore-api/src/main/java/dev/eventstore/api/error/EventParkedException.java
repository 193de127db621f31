package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The event that was waited for was put aside, since the subscription's subscriber failed at it, or at an earlier one of its key.
 */
public final class EventParkedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient SubscriptionName subscription;
    private final long number;

    /**
     * A failure with its facts.
     *
     * @param stream the subscription's stream
     * @param subscription the subscription
     * @param number the number of the event
     */
    public EventParkedException(StreamId stream, SubscriptionName subscription, long number) {
        super(
                "event " + number + " is parked by subscription '" + subscription + "' of stream '" + stream
                        + "': it was not handled. Replay it, or skip it",
                null);
        this.stream = stream;
        this.subscription = subscription;
        this.number = number;
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

    /**
     * The number of the event.
     *
     * @return its number in the subscription's stream
     */
    public long number() {
        return number;
    }
}
