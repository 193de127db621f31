package dev.eventstore.api;

import dev.eventstore.api.snapshot.AsyncSnapshots;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

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
}
