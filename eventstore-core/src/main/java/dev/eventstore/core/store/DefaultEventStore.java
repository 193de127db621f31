package dev.eventstore.core.store;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.AsyncEventStore;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.snapshot.AsyncSnapshots;
import dev.eventstore.api.snapshot.Snapshots;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.snapshot.DefaultAsyncSnapshots;
import dev.eventstore.core.snapshot.DefaultSnapshots;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.core.subscriber.LiveSubscription;
import dev.eventstore.core.subscriber.PulledSubscription;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.system.Blocking;
import dev.eventstore.core.wire.SubscriptionMessages.Delete;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The store: the engine's calls with a deadline, and a thread that waits for them. Views with other deadlines share
 * everything else. Thread-safe.
 */
public final class DefaultEventStore implements EventStore {

    private final Node node;
    private final Engine engine;
    private final Duration perCall;

    /**
     * A store on a node.
     *
     * @param node what the store's views share
     * @param perCall how long each call may take
     */
    public DefaultEventStore(Node node, Duration perCall) {
        this.node = node;
        this.engine = node.engine();
        this.perCall = perCall;
    }

    @Override
    public AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return Blocking.await(appendStage(stream, expected, events));
    }

    @Override
    public AppendResult link(StreamId target, ExpectedVersion expected, List<UUID> eventIds) {
        return Blocking.await(linkStage(target, expected, eventIds));
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, ReadOptions options) {
        return Blocking.await(readStage(stream, options));
    }

    @Override
    public Stream<RecordedEvent> stream(StreamId stream, ReadOptions options) {
        int characteristics = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
        PagedEvents events =
                new PagedEvents(engine, Objects.requireNonNull(stream, "stream must not be null"), options, perCall);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(events, characteristics), false);
    }

    @Override
    public Optional<StreamInfo> info(StreamId stream) {
        return Blocking.await(infoStage(stream));
    }

    @Override
    public Page<StreamInfo> streams(StreamQuery query) {
        return Blocking.await(streamsStage(query));
    }

    @Override
    public Snapshots snapshots() {
        return new DefaultSnapshots(engine.snapshots(), this::deadline);
    }

    @Override
    public Subscription subscribe(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        Objects.requireNonNull(options, "options must not be null");
        Objects.requireNonNull(subscriber, "subscriber must not be null");
        AttachedSubscription subscription =
                new AttachedSubscription(key(stream, name), options, subscriber, node.subscribers());
        awaitAttached(subscription);
        return subscription;
    }

    @Override
    public SubscriptionReader subscribe(StreamId stream, SubscriptionName name, SubscriptionOptions options) {
        Objects.requireNonNull(options, "options must not be null");
        PulledSubscription reader = new PulledSubscription(key(stream, name), options, node.subscribers());
        awaitAttached(reader.attached());
        return reader;
    }

    @Override
    public Subscription listen(StreamId stream, Consumer<List<RecordedEvent>> listener) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(listener, "listener must not be null");
        // In this order: what is appended in between has a higher number, and is handed over.
        long last = stream.isAll()
                ? 0
                : Blocking.await(engine.info(stream, deadline()))
                        .map(StreamInfo::version)
                        .orElse(0L);
        long head = Blocking.await(engine.head(deadline()));
        LiveSubscription live = new LiveSubscription(stream, listener, node.subscribers());
        node.subscriptions().add(live, live::detach);
        live.start(stream.isAll() ? head : last, head);
        return live;
    }

    @Override
    public void deleteSubscription(StreamId stream, SubscriptionName name) {
        Blocking.await(deleteSubscriptionStage(stream, name));
    }

    @Override
    public List<SubscriptionInfo> subscriptions() {
        return Blocking.await(subscriptionsStage());
    }

    @Override
    public EventStore withDeadline(Duration newPerCall) {
        if (newPerCall.isNegative() || newPerCall.isZero()) {
            throw new IllegalArgumentException("perCall must be more than zero, but was " + newPerCall);
        }
        return new DefaultEventStore(node, newPerCall);
    }

    @Override
    public AsyncEventStore async() {
        return new DefaultAsyncEventStore(this, node);
    }

    @Override
    public Cluster cluster() {
        return new DefaultCluster(node, this::deadline);
    }

    @Override
    public void close() {
        node.close();
    }

    /**
     * Turns an event to be imported into bytes.
     *
     * @param stream its stream
     * @param event the event
     * @return the same, serialised
     */
    public ImportEvent encode(StreamId stream, EventData event) {
        return engine.encode(stream, event);
    }

    /**
     * Imports events in their order.
     *
     * @param events the events
     * @return completes with how many were written
     */
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events) {
        return engine.importBatch(events, deadline());
    }

    CompletableFuture<AppendResult> appendStage(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(expected, "expected version must not be null");
        Objects.requireNonNull(events, "events must not be null");
        return engine.append(stream, expected, events, deadline());
    }

    CompletableFuture<AppendResult> linkStage(StreamId target, ExpectedVersion expected, List<UUID> eventIds) {
        Objects.requireNonNull(target, "target stream must not be null");
        Objects.requireNonNull(expected, "expected version must not be null");
        Objects.requireNonNull(eventIds, "event ids must not be null");
        return engine.link(target, expected, eventIds, deadline());
    }

    CompletableFuture<List<RecordedEvent>> readStage(StreamId stream, ReadOptions options) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(options, "options must not be null");
        return engine.read(stream, options, deadline());
    }

    CompletableFuture<Optional<StreamInfo>> infoStage(StreamId stream) {
        return engine.info(Objects.requireNonNull(stream, "stream must not be null"), deadline());
    }

    CompletableFuture<Page<StreamInfo>> streamsStage(StreamQuery query) {
        return engine.streams(Objects.requireNonNull(query, "query must not be null"), deadline());
    }

    AsyncSnapshots asyncSnapshots() {
        return new DefaultAsyncSnapshots(engine.snapshots(), this::deadline, node::onCallbackThread);
    }

    CompletableFuture<Subscription> subscribeStage(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber) {
        Objects.requireNonNull(options, "options must not be null");
        Objects.requireNonNull(subscriber, "subscriber must not be null");
        AttachedSubscription subscription =
                new AttachedSubscription(key(stream, name), options, subscriber, node.subscribers());
        return attached(subscription).thenApply(done -> subscription);
    }

    CompletableFuture<List<SubscriptionInfo>> subscriptionsStage() {
        return engine.subscriptions(deadline());
    }

    CompletableFuture<Void> deleteSubscriptionStage(StreamId stream, SubscriptionName name) {
        Deadline deadline = deadline();
        return engine.calls()
                .run(
                        deadline,
                        0,
                        Engine.late("deletion"),
                        () -> node.registry().ask(key(stream, name).process(), new Delete(), deadline))
                .thenApply(done -> null);
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
        Deadline deadline = deadline();
        return engine.calls()
                .<Void>run(deadline, 0, Engine.late("subscription"), () -> subscription.attach(deadline))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        node.subscriptions().add(subscription, subscription::detach);
                    } else {
                        subscription.abandon();
                    }
                });
    }

    private static SubscriptionKey key(StreamId stream, SubscriptionName name) {
        return new SubscriptionKey(
                Objects.requireNonNull(stream, "stream must not be null"),
                Objects.requireNonNull(name, "subscription name must not be null"));
    }

    private Deadline deadline() {
        return engine.deadline(perCall);
    }
}
