package dev.eventstore.api.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The calls of {@link Parking} without waiting: each completes with what its namesake returns or throws. What is chained to a
 * stage runs on the store's callback threads. Thread-safe.
 */
public interface AsyncParking {

    /**
     * What a subscription has parked, as {@link Parking#list}.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return completes with the parked events in the order of their numbers
     */
    CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name);

    /**
     * Has an event delivered again, and those behind it, as {@link Parking#replay}.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param number the number of an event at the front of its key
     * @return completes with whether its replay has begun or is under way
     */
    CompletionStage<Boolean> replay(StreamId stream, SubscriptionName name, long number);

    /**
     * Has everything delivered again, as {@link Parking#replayAll}.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return completes with how many runs have begun or are under way
     */
    CompletionStage<Integer> replayAll(StreamId stream, SubscriptionName name);

    /**
     * Gives an event up, as {@link Parking#skip}.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param number the number of an event at the front of its key
     * @return completes with whether it was given up
     */
    CompletionStage<Boolean> skip(StreamId stream, SubscriptionName name, long number);
}
