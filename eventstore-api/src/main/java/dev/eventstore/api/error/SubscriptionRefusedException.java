package dev.eventstore.api.error;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;

/** A subscriber was not admitted. Nothing has changed. */
public final class SubscriptionRefusedException extends SubscriptionException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String detail;

    /** Why a subscriber is refused. */
    public enum Reason {
        /** The subscription has as many subscribers as it admits. */
        TOO_MANY_SUBSCRIBERS,
        /** An option of this subscriber differs from that of those who are attached; the message names both values. */
        DIFFERENT_OPTIONS,
        /** The node that runs the subscription has no partitioner of the id that the options name. */
        UNKNOWN_PARTITIONER,
        /** A replay was asked for, but no subscriber is attached that could handle it. */
        NO_SUBSCRIBER,
        /** What was asked for is to be done by the holder of the lease, a node that this one does not reach. */
        HELD_ELSEWHERE,
    }

    /**
     * A refusal with its facts.
     *
     * @param stream the stream
     * @param subscription the subscription
     * @param reason why
     * @param detail what the reason is about and what can be done
     */
    public SubscriptionRefusedException(StreamId stream, SubscriptionName subscription, Reason reason, String detail) {
        super(
                stream,
                subscription,
                "subscription '" + subscription + "' of stream '" + stream + "' refused: " + reason + "; " + detail);
        this.reason = reason;
        this.detail = detail;
    }

    /**
     * Why the subscriber was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * What the reason is about: the limit, the option with both values, or the missing plugin, and what can be done.
     *
     * @return the end of the message
     */
    public String detail() {
        return detail;
    }
}
