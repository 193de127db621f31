package dev.eventstore.core.store;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.activity.ActivityCalls;
import dev.eventstore.core.flow.DeliveryPublisher;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.core.subscriber.LiveSubscription;
import dev.eventstore.core.subscriber.PulledSubscription;
import dev.eventstore.core.subscriber.fenced.FencedHandler;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.system.Blocking;
import dev.eventstore.core.wire.SharedOptions;
import dev.eventstore.core.wire.SubscriptionMessages.Delete;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The store's calls that follow streams: they attach subscribers to their subscriptions' processes. Thread-safe. */
final class SubscriptionCalls {

    private final Node node;
    private final Engine engine;
    private final ActivityCalls activity;
    private final Supplier<Deadline> deadline;

    SubscriptionCalls(Node node, Supplier<Deadline> deadline) {
        this.node = node;
        this.engine = node.engine();
        this.activity = new ActivityCalls(node.registry(), node.subscribers().time());
        this.deadline = deadline;
    }

    /** See {@link dev.eventstore.api.EventStore#subscribe(StreamId, SubscriptionName, SubscriptionOptions, Subscriber)}. */
    Subscription subscribe(StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        SubscriptionKey key = checked(stream, name, options, subscriber);
        AttachedSubscription subscription =
                new AttachedSubscription(key, Blocking.await(begun(key, options)), subscriber, node.subscribers());
        awaitAttached(subscription);
        return subscription;
    }

    /** See {@link dev.eventstore.api.EventStore#subscribe(StreamId, SubscriptionName, SubscriptionOptions)}. */
    SubscriptionReader subscribe(StreamId stream, SubscriptionName name, SubscriptionOptions options) {
        SubscriptionKey key = key(stream, name, options);
        PulledSubscription reader =
                new PulledSubscription(key, Blocking.await(begun(key, options)), node.subscribers());
        awaitAttached(reader.attached());
        return reader;
    }

    /** The first without waiting. */
    CompletableFuture<Subscription> attach(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        SubscriptionKey key = checked(stream, name, options, subscriber);
        return begun(key, options).thenCompose(begun -> {
            AttachedSubscription subscription = new AttachedSubscription(key, begun, subscriber, node.subscribers());
            return attached(subscription).thenApply(done -> subscription);
        });
    }

    /** See {@link dev.eventstore.api.AsyncEventStore#publisher(StreamId, SubscriptionName, SubscriptionOptions)}. */
    DeliveryPublisher publisher(StreamId stream, SubscriptionName name, SubscriptionOptions options) {
        SubscriptionKey key = key(stream, name, options);
        return new DeliveryPublisher(
                subscriber -> attach(key.stream(), key.name(), options, subscriber),
                subscription -> ((AttachedSubscription) subscription).detach(),
                node.subscribers().callbacks());
    }

    /**
     * The options with a start that stays what it is wherever the subscription runs. That of a persistent one is in its row; the
     * end of the stream, where a transient one starts, is found out here, and told to every owner.
     */
    private CompletableFuture<SubscriptionOptions> begun(SubscriptionKey key, SubscriptionOptions options) {
        if (!key.isTransient() || !(options.startFrom() instanceof StartFrom.Current)) {
            return CompletableFuture.completedFuture(options);
        }
        Deadline end = deadline.get();
        CompletableFuture<Long> last = key.stream().isAll()
                ? engine.head(end)
                : engine.info(key.stream(), end)
                        .thenApply(info -> info.map(StreamInfo::version).orElse(0L));
        return last.thenApply(number -> options.startFrom(new StartFrom.After(number)));
    }

    /** See {@link dev.eventstore.api.EventStore#listen}. */
    Subscription listen(StreamId stream, Consumer<List<RecordedEvent>> listener) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(listener, "listener must not be null");
        // In this order: what is appended in between has a higher number, and is handed over.
        Optional<StreamInfo> info =
                stream.isAll() ? Optional.empty() : Blocking.await(engine.info(stream, deadline.get()));
        long head = Blocking.await(engine.head(deadline.get()));
        LiveSubscription live = new LiveSubscription(stream, listener, node.subscribers());
        node.subscriptions().add(live, live::detach);
        live.start(
                stream.isAll() ? head : info.map(StreamInfo::version).orElse(0L),
                head,
                info.map(StreamInfo::createdAt));
        return live;
    }

    /** See {@link dev.eventstore.api.EventStore#deleteSubscription}. */
    CompletableFuture<Void> delete(StreamId stream, SubscriptionName name) {
        Deadline end = deadline.get();
        return engine.calls()
                .run(
                        end,
                        0,
                        Engine.late("deletion"),
                        () -> node.registry().ask(key(stream, name).process(), new Delete(), end))
                .thenApply(done -> null);
    }

    /** See {@link dev.eventstore.api.EventStore#subscriptions}. */
    CompletableFuture<List<SubscriptionInfo>> list() {
        Deadline end = deadline.get();
        return engine.look(
                "list",
                end,
                () -> engine.storage().subscriptions().list(end).thenCompose(stored -> activity.describe(stored, end)));
    }

    /** See {@link dev.eventstore.api.EventStore#awaitPosition}. */
    CompletableFuture<Void> await(StreamId stream, SubscriptionName name, long number) {
        SubscriptionKey key = key(stream, name);
        if (number < 0) {
            throw new IllegalArgumentException("number must be 0 or more, but was " + number);
        }
        Deadline end = deadline.get();
        return engine.look("waiting", end, () -> node.positions().await(key.stream(), key.name(), number, end));
    }

    /** Refuses what must not be before anything is done. */
    private static SubscriptionKey checked(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        SubscriptionKey key = key(stream, name, options);
        Objects.requireNonNull(subscriber, "subscriber must not be null");
        SharedOptions.of(options, subscriber instanceof FencedHandler);
        return key;
    }

    /** Whoever is interrupted while waiting has no hold on the subscription, so it must not be left open. */
    private void awaitAttached(AttachedSubscription subscription) {
        try {
            Blocking.await(attached(subscription));
        } catch (CallInterruptedException interrupted) {
            subscription.abandon();
            throw interrupted;
        }
    }

    private CompletableFuture<Void> attached(AttachedSubscription subscription) {
        Deadline end = deadline.get();
        return engine.calls()
                .<Void>run(end, 0, Engine.late("subscription"), () -> subscription.attach(end))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        node.subscriptions().add(subscription, subscription::detach);
                    } else {
                        subscription.abandon();
                    }
                });
    }

    private static SubscriptionKey key(StreamId stream, SubscriptionName name, SubscriptionOptions options) {
        Objects.requireNonNull(options, "options must not be null");
        SubscriptionKey key = key(stream, name);
        return options.isTransient() ? new SubscriptionKey(key.stream(), key.name(), true) : key;
    }

    private static SubscriptionKey key(StreamId stream, SubscriptionName name) {
        return new SubscriptionKey(
                Objects.requireNonNull(stream, "stream must not be null"),
                Objects.requireNonNull(name, "subscription name must not be null"));
    }
}
