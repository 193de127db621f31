package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The event that was waited for was put aside, since the subscription's subscriber failed at it, or at an earlier one of its key.
 */
public final class EventParkedException extends SubscriptionException {

    private static final long serialVersionUID = 1L;

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
                stream,
                subscription,
                "event " + number + " is parked by subscription '" + subscription + "' of stream '" + stream
                        + "': it was not handled. Replay it, or skip it");
        this.number = number;
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
