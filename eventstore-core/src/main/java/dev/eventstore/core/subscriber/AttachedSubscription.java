package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.feed.FeedListener;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.system.Blocking;
import dev.eventstore.core.wire.SubscriptionMessages;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** What the user holds of an {@link Attachment}. Thread-safe. */
public final class AttachedSubscription implements Subscription {

    private final Attachment attachment;

    /**
     * A subscriber that is about to attach.
     *
     * @param key which subscription
     * @param options the subscriber's options
     * @param subscriber the user's code
     * @param context what the subscribers of the node share
     */
    public AttachedSubscription(
            SubscriptionKey key, SubscriptionOptions options, Subscriber subscriber, SubscriberContext context) {
        UUID id = context.ids().next();
        AtomicReference<Attachment> created = new AtomicReference<>();
        context.supervisor().startHere(SubscriptionMessages.attachment(id), (name, self) -> {
            created.set(new Attachment(key, options, subscriber, context, id, self, this));
            return created.get();
        });
        this.attachment = created.get();
        if (key.isTransient()) {
            endWhereTheStorageGoesBack(key, context.feed());
        }
    }

    /** Nothing says then how far its subscribers were in what is stored now: whoever wants that subscribes anew. */
    private void endWhereTheStorageGoesBack(SubscriptionKey key, Feed feed) {
        FeedListener listener = new FeedListener() {
            @Override
            public void advanced() {
                // The owner reads.
            }

            @Override
            public CompletionStage<Void> wentBack(long head) {
                attachment.finish(Optional.of(key.leaseLost()));
                return CompletableFuture.completedStage(null);
            }
        };
        feed.add(listener);
        attachment.ended().whenComplete((done, failure) -> feed.remove(listener));
    }

    /**
     * Asks the subscription to take the subscriber.
     *
     * @param deadline when the caller stops waiting
     * @return completes when it is attached or stands by; fails if it was refused
     */
    public CompletionStage<Void> attach(Deadline deadline) {
        return attachment.attach(deadline);
    }

    /** Ends a subscription whose caller was told that it did not attach; its subscriber is told nothing. */
    public void abandon() {
        attachment.abandon();
    }

    /**
     * Closes without waiting.
     *
     * @return completes when it is detached
     */
    public CompletionStage<Void> detach() {
        return attachment.leave(Optional.empty());
    }

    @Override
    public CompletionStage<Void> ack(RecordedEvent upTo) {
        return attachment.acknowledge(upTo);
    }

    @Override
    public CompletionStage<Void> ack(List<RecordedEvent> batch) {
        return batch.isEmpty()
                ? CompletableFuture.completedStage(null)
                : attachment.acknowledge(batch.get(batch.size() - 1));
    }

    @Override
    public SubscriptionState state() {
        return attachment.state();
    }

    @Override
    public OptionalLong checkpoint() {
        long checkpoint = attachment.status().checkpoint();
        return checkpoint < 0 ? OptionalLong.empty() : OptionalLong.of(checkpoint);
    }

    @Override
    public long lag() {
        return Math.max(0, attachment.status().head() - Math.max(0, attachment.handled()));
    }

    @Override
    public CompletionStage<Void> ended() {
        return attachment.ended();
    }

    @Override
    public void close() {
        Blocking.await(attachment.leave(Optional.empty()));
    }
}
