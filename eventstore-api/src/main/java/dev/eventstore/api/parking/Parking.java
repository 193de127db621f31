package dev.eventstore.api.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.List;

/**
 * What subscriptions have parked: to look at it, to have it delivered again, to give it up.
 *
 * <p>Of a partition key only the event at the front can be replayed or skipped, so the key's order is kept; an event without a
 * key is parked alone. Every call may fail as those of {@link dev.eventstore.api.EventStore} do. Thread-safe.
 */
public interface Parking {

    /**
     * What a subscription has parked.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return the parked events in the order of their numbers
     * @throws dev.eventstore.api.error.SubscriptionNotFoundException if there is no such subscription
     */
    List<ParkedEvent> list(StreamId stream, SubscriptionName name);

    /**
     * Has an event delivered again, then those parked behind it, one at a time: the next one when its subscriber has
     * acknowledged the one before. When none is left the key is free. If a handler fails again, the event stays at the front,
     * with its attempts counted, and the run of that key ends; it also ends when the subscriber goes or the subscription moves
     * to another node. Repeating the call is safe.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param number the number of an event at the front of its key
     * @return whether its replay has begun or is under way; false if no such event is parked at the front of its key
     * @throws dev.eventstore.api.error.SubscriptionRefusedException if no subscriber is attached: attach one first
     * @throws dev.eventstore.api.error.SubscriptionNotFoundException if there is no such subscription
     */
    boolean replay(StreamId stream, SubscriptionName name, long number);

    /**
     * Has everything delivered again that a subscription has parked, as {@link #replay} for each event at the front.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return how many runs have begun or are under way: one for each key, and one for each event without a key
     * @throws dev.eventstore.api.error.SubscriptionRefusedException if no subscriber is attached: attach one first
     * @throws dev.eventstore.api.error.SubscriptionNotFoundException if there is no such subscription
     */
    int replayAll(StreamId stream, SubscriptionName name);

    /**
     * Gives an event up: it is not parked any more, and counts as handled. Those parked behind it stay parked; if there are
     * none, the key is free. Repeating the call is safe.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param number the number of an event at the front of its key
     * @return whether it was given up; false if no such event is parked at the front of its key, or it is being replayed
     * @throws dev.eventstore.api.error.SubscriptionRefusedException if a node holds the subscription that this one cannot
     *     reach, as in programs that form no cluster; nothing was changed
     * @throws dev.eventstore.api.error.SubscriptionNotFoundException if there is no such subscription
     */
    boolean skip(StreamId stream, SubscriptionName name, long number);
}
