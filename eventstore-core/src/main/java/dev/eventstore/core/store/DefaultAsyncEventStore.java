package dev.eventstore.core.store;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.AsyncEventStore;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.Failures;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The calls of a {@link DefaultEventStore} without waiting; what is chained runs on the callback threads. Thread-safe. */
final class DefaultAsyncEventStore implements AsyncEventStore {

    private final DefaultEventStore store;
    private final Executor callbacks;

    DefaultAsyncEventStore(DefaultEventStore store, Executor callbacks) {
        this.store = store;
        this.callbacks = callbacks;
    }

    @Override
    public CompletionStage<AppendResult> append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return onCallbackThread(store.appendStage(stream, expected, events));
    }

    @Override
    public CompletionStage<List<RecordedEvent>> read(StreamId stream, ReadOptions options) {
        return onCallbackThread(store.readStage(stream, options));
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream) {
        return onCallbackThread(store.infoStage(stream));
    }

    @Override
    public CompletionStage<Subscription> subscribe(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        return onCallbackThread(store.subscribeStage(stream, name, options, subscriber));
    }

    @Override
    public CompletionStage<Void> deleteSubscription(StreamId stream, SubscriptionName name) {
        return onCallbackThread(store.deleteSubscriptionStage(stream, name));
    }

    private <T> CompletionStage<T> onCallbackThread(CompletionStage<T> stage) {
        return stage.handleAsync(
                (result, failure) -> {
                    if (failure != null) {
                        throw Failures.rethrow(failure);
                    }
                    return result;
                },
                callbacks);
    }
}
