package dev.eventstore.core.spi;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.subscription.SubscriptionName;
import java.time.Duration;

/**
 * Told what the store does, for metrics and traces. All methods do nothing unless overridden.
 *
 * <p>Called on the store's own threads, concurrently: an implementation is thread-safe, quick, and never waits. What it throws
 * is logged and otherwise ignored.
 */
public interface Observer {

    /** Observes nothing. */
    Observer NONE = new Observer() {};

    /**
     * An append has ended.
     *
     * @param stream the stream
     * @param events how many events it had
     * @param took from the call to its outcome
     * @param written whether the events are durable
     */
    default void appended(StreamId stream, int events, Duration took, boolean written) {}

    /**
     * Links have ended.
     *
     * @param stream the stream that the events were to be linked to
     * @param events how many events
     * @param took from the call to its outcome
     * @param written whether the links are known to be durable
     */
    default void linked(StreamId stream, int events, Duration took, boolean written) {}

    /**
     * The storage has written a batch of appends in one go.
     *
     * @param appends how many appends it had
     * @param events how many events they had
     * @param took how long the storage took
     */
    default void batchWritten(int appends, int events, Duration took) {}

    /**
     * A page was read.
     *
     * @param stream the stream
     * @param events how many events it had
     * @param took how long the storage took
     */
    default void read(StreamId stream, int events, Duration took) {}

    /**
     * Events were handed to a subscriber's node.
     *
     * @param stream the subscription's stream
     * @param subscription its name
     * @param events how many
     * @param lag how many numbers lie between what was acknowledged and the newest event known
     */
    default void delivered(StreamId stream, SubscriptionName subscription, int events, long lag) {}

    /**
     * A subscriber has failed, and is tried again.
     *
     * @param stream the subscription's stream
     * @param subscription its name
     * @param number the first event of what is tried again
     * @param failed how often that event has failed by itself; 0 if it is not known which event of a batch failed
     * @param delay how long until then
     */
    default void retried(StreamId stream, SubscriptionName subscription, long number, int failed, Duration delay) {}

    /**
     * An event was given up since its subscriber has failed at it.
     *
     * @param stream the subscription's stream
     * @param subscription its name
     * @param number the event
     */
    default void skipped(StreamId stream, SubscriptionName subscription, long number) {}

    /**
     * Events were put aside, since their subscriber has failed or behind others of their key.
     *
     * @param stream the subscription's stream
     * @param subscription its name
     * @param events how many
     * @param all how many the subscription has put aside now
     */
    default void parked(StreamId stream, SubscriptionName subscription, int events, int all) {}

    /**
     * A process was started on this node.
     *
     * @param name the process
     */
    default void processStarted(ProcessName name) {}

    /**
     * A process was stopped on this node.
     *
     * @param name the process
     * @param why a few words, such as {@code idle} or {@code failed}
     */
    default void processStopped(ProcessName name, String why) {}

    /**
     * This node has entered a view.
     *
     * @param view its epoch and members
     */
    default void viewEntered(View view) {}

    /** This node is in no view that has a quorum any more; nothing runs here until it enters one. */
    default void viewLeft() {}

    /**
     * The processes that move to other nodes have ended here, before a view is entered.
     *
     * @param took how long it took until the last one had ended
     */
    default void drained(Duration took) {}

    /**
     * The storage has refused an append that this node sent by a view that is past; nothing was written. The call goes on by
     * the next view.
     *
     * @param epoch the epoch of the past view
     */
    default void superseded(long epoch) {}
}
