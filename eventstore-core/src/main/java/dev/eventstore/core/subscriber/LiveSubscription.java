package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.system.Blocking;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What the user holds of a {@link LiveListener}: a transient subscription. Thread-safe. */
public final class LiveSubscription implements Subscription {

    private final SubscriberContext context;
    private final ProcessName process;
    private final LiveListener listener;

    /**
     * A listener that is about to listen.
     *
     * @param stream what is listened to
     * @param consumer the user's code
     * @param context what the subscribers of the node share
     */
    public LiveSubscription(StreamId stream, Consumer<List<RecordedEvent>> consumer, SubscriberContext context) {
        this.context = context;
        this.process = new ProcessName("listener", context.ids().next().toString());
        AtomicReference<LiveListener> created = new AtomicReference<>();
        context.supervisor().startHere(process, (name, self) -> {
            created.set(new LiveListener(stream, consumer, context, name, self));
            return created.get();
        });
        this.listener = created.get();
    }

    /**
     * Listens from now on.
     *
     * @param after the number of the last event of the stream
     * @param head a position that no event up to that number stands behind
     * @param created when the stream with that event was made, empty if there is none
     */
    public void start(long after, long head, Optional<Instant> created) {
        listener.start(after, head, created);
    }

    @Override
    public CompletionStage<Void> ack(RecordedEvent upTo) {
        throw new NotSupportedException("a listener has no checkpoint; subscribe by name to acknowledge");
    }

    @Override
    public CompletionStage<Void> ack(List<RecordedEvent> batch) {
        throw new NotSupportedException("a listener has no checkpoint; subscribe by name to acknowledge");
    }

    @Override
    public SubscriptionState state() {
        return listener.ended().isDone() ? SubscriptionState.UNSUBSCRIBED : SubscriptionState.SUBSCRIBED;
    }

    @Override
    public OptionalLong checkpoint() {
        return OptionalLong.empty();
    }

    @Override
    public long lag() {
        return listener.lag();
    }

    @Override
    public CompletionStage<Void> ended() {
        return listener.ended();
    }

    @Override
    public void close() {
        Blocking.await(detach());
    }

    /**
     * Closes without waiting.
     *
     * @return completes when it has ended
     */
    public CompletionStage<Void> detach() {
        return context.supervisor().stop(process, "closed");
    }

    /** Ends a listener that threw. */
    static SubscriberFailedException failed(StreamId stream, Throwable failure) {
        return new SubscriberFailedException(
                stream, "a listener of stream '" + stream + "' failed, which ended it: " + failure, failure);
    }
}
