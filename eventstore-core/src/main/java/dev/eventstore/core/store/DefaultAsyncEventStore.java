package dev.eventstore.core.store;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.AsyncEventStore;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
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
import dev.eventstore.core.flow.PagePublisher;
import dev.eventstore.core.parking.DefaultAsyncParking;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The calls of a {@link DefaultEventStore} without waiting; what is chained runs on the callback threads. Thread-safe. */
final class DefaultAsyncEventStore implements AsyncEventStore {

    private final DefaultEventStore store;
    private final Node node;

    DefaultAsyncEventStore(DefaultEventStore store, Node node) {
        this.store = store;
        this.node = node;
    }

    @Override
    public CompletionStage<AppendResult> append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return node.onCallbackThread(store.appendStage(stream, expected, events));
    }

    @Override
    public CompletionStage<AppendResult> link(StreamId target, ExpectedVersion expected, List<UUID> eventIds) {
        return node.onCallbackThread(store.linkStage(target, expected, eventIds));
    }

    @Override
    public CompletionStage<Void> delete(StreamId stream, ExpectedVersion expected, DeleteMode mode) {
        return node.onCallbackThread(store.deleteStage(stream, expected, mode));
    }

    @Override
    public CompletionStage<List<RecordedEvent>> read(StreamId stream, ReadOptions options) {
        return node.onCallbackThread(store.readStage(stream, options));
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream) {
        return node.onCallbackThread(store.infoStage(stream));
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query) {
        return node.onCallbackThread(store.streamsStage(query));
    }

    @Override
    public AsyncSnapshots snapshots() {
        return store.asyncSnapshots();
    }

    @Override
    public CompletionStage<Subscription> subscribe(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        return node.onCallbackThread(store.subscriptionCalls().attach(stream, name, options, subscriber));
    }

    @Override
    public AsyncParking parking() {
        return new DefaultAsyncParking(store.parkingCalls(), store::deadline, node::onCallbackThread);
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> subscriptions() {
        return node.onCallbackThread(store.subscriptionCalls().list());
    }

    @Override
    public CompletionStage<Void> deleteSubscription(StreamId stream, SubscriptionName name) {
        return node.onCallbackThread(store.subscriptionCalls().delete(stream, name));
    }

    @Override
    public CompletionStage<Void> awaitPosition(StreamId stream, SubscriptionName name, long number) {
        return node.onCallbackThread(store.subscriptionCalls().await(stream, name, number));
    }

    @Override
    public Flow.Publisher<RecordedEvent> publisher(StreamId stream, ReadOptions options) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(options, "options must not be null");
        return new PagePublisher(
                options,
                (from, limit) -> node.engine().page(stream, options, from, limit, store.deadline()),
                node.subscribers().callbacks());
    }

    @Override
    public Flow.Publisher<Delivery> publisher(StreamId stream, SubscriptionName name, SubscriptionOptions options) {
        return store.subscriptionCalls().publisher(stream, name, options);
    }
}
