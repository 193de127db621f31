package dev.eventstore.api.subscription;

import dev.eventstore.api.RecordedEvent;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * A subscriber's hold on a subscription: to acknowledge, to look at and to close. Thread-safe.
 */
public interface Subscription extends AutoCloseable {

    /**
     * Acknowledges this event and all before it that were delivered here.
     *
     * <p>It returns at once. The next events do not wait for the checkpoint. Of events that other subscribers hold it says
     * nothing.
     *
     * <p>An event that was parked and is replayed is acknowledged by itself: that says nothing of others, nor others of it, and the
     * stage completes when it is not parked any more.
     *
     * @param upTo an event that was delivered
     * @return completes when the checkpoint is durable, that of a transient subscription when it is taken, which the checkpoint options may delay, and, where there are several
     *     subscribers, those who hold earlier events; fails with {@link dev.eventstore.api.error.LeaseLostException} if the
     *     events may be delivered again
     * @throws IllegalArgumentException if this event was not delivered here
     * @throws dev.eventstore.api.error.NotSupportedException if this listens only
     */
    CompletionStage<Void> ack(RecordedEvent upTo);

    /**
     * Acknowledges a batch: its last event and all before it that were delivered here. An empty batch is a no-op.
     *
     * @param batch events as they were delivered
     * @return as {@link #ack(RecordedEvent)}
     * @throws IllegalArgumentException if the last event was not delivered here
     * @throws dev.eventstore.api.error.NotSupportedException if this listens only
     */
    CompletionStage<Void> ack(List<RecordedEvent> batch);

    /**
     * What the subscription does at the moment, as far as is known here.
     *
     * @return the state
     */
    SubscriptionState state();

    /**
     * The durable checkpoint, as far as is known here: every event up to this number was acknowledged, passed over
     * or parked. That of a transient subscription lasts as long as the subscription.
     *
     * @return the number; empty while the lease is awaited, and for one that listens only
     */
    OptionalLong checkpoint();

    /**
     * How many numbers of the stream lie between what was acknowledged and the newest event known to this node. For
     * {@code $all} and a stream without gaps it is the number of events that are still to be handled.
     *
     * @return the distance, 0 or more
     */
    long lag();

    /**
     * The end of the subscription.
     *
     * @return completes when it was closed; fails with the cause if it ended otherwise
     */
    CompletionStage<Void> ended();

    /**
     * Writes what was acknowledged (waiting up to {@code close-timeout}), then detaches. The checkpoint stays, so another
     * subscriber goes on from there; of a transient subscription nothing stays after the last. Closing again does nothing.
     */
    @Override
    void close();
}
