package dev.eventstore.api;

import dev.eventstore.api.parking.AsyncParking;
import dev.eventstore.api.snapshot.AsyncSnapshots;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.subscription.Delivery;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The calls of {@link EventStore} without waiting: each returns at once and completes with what its namesake returns or
 * throws. Bad arguments are refused at once.
 *
 * <p>What is chained to a stage runs on the store's callback threads, which are bounded in number: it may wait, but what waits
 * there holds others up. Thread-safe.
 */
public interface AsyncEventStore {

    /**
     * Appends events, as {@link EventStore#append}.
     *
     * @param stream the stream
     * @param expected what the stream is expected to be
     * @param events the events
     * @return completes when the events are durable
     */
    CompletionStage<AppendResult> append(StreamId stream, ExpectedVersion expected, List<EventData> events);

    /**
     * Links events to a further stream, as {@link EventStore#link}.
     *
     * @param target the stream
     * @param expected what the stream is expected to be
     * @param eventIds the ids of stored events
     * @return completes when the links are durable
     */
    CompletionStage<AppendResult> link(StreamId target, ExpectedVersion expected, List<UUID> eventIds);

    /**
     * Deletes a stream, as {@link EventStore#delete}.
     *
     * @param stream the stream
     * @param expected what the stream is expected to be
     * @param mode how it is deleted
     * @return completes when this is durable
     */
    CompletionStage<Void> delete(StreamId stream, ExpectedVersion expected, DeleteMode mode);

    /**
     * Reads one page, as {@link EventStore#read}.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @param options direction, start, limit
     * @return completes with the events in the order of reading
     */
    CompletionStage<List<RecordedEvent>> read(StreamId stream, ReadOptions options);

    /**
     * What is known of a stream, as {@link EventStore#info}.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @return completes with its version and age, empty if there is no such stream
     */
    CompletionStage<Optional<StreamInfo>> info(StreamId stream);

    /**
     * Lists streams, as {@link EventStore#streams}.
     *
     * @param query which streams, in which order, which page
     * @return completes with the page
     */
    CompletionStage<Page<StreamInfo>> streams(StreamQuery query);

    /**
     * States that were computed from events, as {@link EventStore#snapshots}.
     *
     * @return the snapshots of this store, with its deadline
     */
    AsyncSnapshots snapshots();

    /**
     * Subscribes, pushed, as {@link EventStore#subscribe(StreamId, SubscriptionName, SubscriptionOptions, Subscriber)}.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @param name the subscription's name
     * @param options the options
     * @param subscriber is handed the events
     * @return completes when subscribed or standing by
     */
    CompletionStage<Subscription> subscribe(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber);

    /**
     * Deletes a persistent subscription, as {@link EventStore#deleteSubscription}.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return completes when it is gone
     */
    CompletionStage<Void> deleteSubscription(StreamId stream, SubscriptionName name);

    /**
     * The persistent subscriptions, as {@link EventStore#subscriptions}.
     *
     * @return completes with all of them, by stream and name
     */
    CompletionStage<List<SubscriptionInfo>> subscriptions();

    /**
     * Waits until a subscription has handled everything up to a number, as {@link EventStore#awaitPosition}.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param number a number of the stream, 0 or more
     * @return completes when its durable checkpoint is there or beyond
     */
    CompletionStage<Void> awaitPosition(StreamId stream, SubscriptionName name, long number);

    /**
     * Reads a stream page by page, as its subscribers ask for it: for each of them anew, from the start that the options name. A
     * page is read when the subscriber was given the one before and asks for more, so that at most a page waits in memory.
     *
     * <p>It follows the rules of Reactive Streams 1.0.4. The subscriber is called on callback threads of the store, one signal at a
     * time, and is told of a failure as {@link EventStore#read} would throw it. It ends with the events that the stream had when its
     * last page was read.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @param options direction, start, limit, page size
     * @return a publisher of the events, for any number of subscribers, each page within this store's deadline
     */
    Flow.Publisher<RecordedEvent> publisher(StreamId stream, ReadOptions options);

    /**
     * Subscribes, as {@link #subscribe}, for each subscriber of the publisher that comes, until it cancels.
     *
     * <p>It follows the rules of Reactive Streams 1.0.4. The subscriber is called on callback threads of the store, one signal at a
     * time. What it has not asked for waits in memory, never more than the {@code buffer-size} of the options, and what is handed
     * over is not acknowledged by that: call {@link Delivery#ack}, or no more comes when the buffer is used up. Cancelling writes
     * what was acknowledged and detaches; what was not is delivered again to whoever subscribes next. It never completes by itself;
     * it fails as {@link Subscriber#onEnd} says, or if the subscription was refused.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @param name the subscription's name
     * @param options the options
     * @return a publisher of the events, each with what it is acknowledged by
     */
    Flow.Publisher<Delivery> publisher(StreamId stream, SubscriptionName name, SubscriptionOptions options);

    /**
     * What persistent subscriptions have put aside, as {@link EventStore#parking}.
     *
     * @return the parked events of all subscriptions
     */
    AsyncParking parking();
}
