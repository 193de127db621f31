package dev.eventstore.core.spi.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The events that persistent subscriptions have parked. Thread-safe, as the storage is.
 *
 * <p>They belong to the subscription's row: they change under the token of its lease, in one step with the checkpoint, and go
 * with the subscription. A hard delete of a stream removes, in its transaction, what was parked of its events, whatever the
 * stream of the subscription, and all that subscriptions of the stream had parked.
 */
public interface ParkingStorage {

    /**
     * Parks events and raises the checkpoint in one step, if the token is still the row's. Idempotent.
     *
     * <p>A row with an error parks its event; where that is parked already, the error and the higher number of attempts are
     * kept. A row without an error parks its event behind an earlier one of its key, unless none is parked: then nothing of it
     * is written, and the checkpoint stays. An event that is not stored any more is passed over.
     *
     * @param request what is parked; rows in ascending order of their numbers
     * @return completes with what became of it
     */
    CompletionStage<Parked> park(Park request);

    /**
     * What a subscription has parked, in the order of numbers.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param deadline when the caller stops waiting
     * @return completes with the events; none if there is no such subscription
     */
    CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline);

    /**
     * Removes the event at the front of its key, if the token is still the row's, or, of a removal without a token, if no live
     * node holds the subscription: then the token is raised, so that whoever held it before finds out. It says what is at the
     * front of the key then, as of the same step. Idempotent.
     *
     * @param removal what is removed
     * @return completes with what became of it
     */
    CompletionStage<Removed> remove(Removal removal);

    /**
     * An event to be parked. Immutable.
     *
     * @param number its number in the subscription's stream
     * @param position its position in {@code $all}
     * @param key its partition key, null if it has none
     * @param error what its handler said; null for an event that waits behind one of its key
     * @param attempts how often its handler has failed, 0 for one that waits
     */
    record Row(
            long number,
            long position,
            @Nullable String key,
            @Nullable String error,
            int attempts) {}

    /**
     * Events to be parked. Immutable.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param token the lease's token
     * @param checkpoint every event up to this number was acknowledged, passed over or is parked by this
     * @param rows the events
     * @param deadline when the caller stops waiting
     */
    record Park(
            StreamId stream, SubscriptionName name, long token, long checkpoint, List<Row> rows, Deadline deadline) {}

    /**
     * What became of events to be parked. Immutable.
     *
     * @param held whether the token was the row's; if not, nothing was written
     * @param free the numbers of those that should wait behind another of their key, which has none
     */
    record Parked(boolean held, Set<Long> free) {}

    /**
     * An event to be removed. Immutable.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param token the lease's token; empty if nobody is to have the lease
     * @param number the event's number
     * @param key its partition key, null if it has none
     * @param deadline when the caller stops waiting
     */
    record Removal(
            StreamId stream,
            SubscriptionName name,
            OptionalLong token,
            long number,
            @Nullable String key,
            Deadline deadline) {}

    /**
     * What became of a removal. Immutable.
     *
     * @param outcome whether it is gone
     * @param next the number of the event at the front of the key now; empty if the key is free or there is none
     * @param attempts how often the handler of that one has failed
     */
    record Removed(Outcome outcome, OptionalLong next, OptionalInt attempts) {

        /**
         * A removal that did not happen.
         *
         * @param outcome why
         * @return what became of it
         */
        public static Removed not(Outcome outcome) {
            return new Removed(outcome, OptionalLong.empty(), OptionalInt.empty());
        }
    }

    /** Whether an event was removed. */
    enum Outcome {
        /** It was at the front and is gone. */
        REMOVED,
        /** It was not parked. */
        ABSENT,
        /** It is not the front of its key. */
        BEHIND,
        /** The token is not the row's; of a removal without one: a live node holds the subscription. */
        NOT_HELD
    }
}
