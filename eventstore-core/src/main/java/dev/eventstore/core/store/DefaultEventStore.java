package dev.eventstore.core.store;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.AsyncEventStore;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.parking.Parking;
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
import dev.eventstore.core.parking.DefaultParking;
import dev.eventstore.core.parking.ParkingCalls;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.snapshot.DefaultAsyncSnapshots;
import dev.eventstore.core.snapshot.DefaultSnapshots;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.system.Blocking;
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
    private final SubscriptionCalls calls;

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
        this.calls = new SubscriptionCalls(node, this::deadline);
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
    public void delete(StreamId stream, ExpectedVersion expected, DeleteMode mode) {
        Blocking.await(deleteStage(stream, expected, mode));
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
        return calls.subscribe(stream, name, options, subscriber);
    }

    @Override
    public SubscriptionReader subscribe(StreamId stream, SubscriptionName name, SubscriptionOptions options) {
        return calls.subscribe(stream, name, options);
    }

    @Override
    public Subscription listen(StreamId stream, Consumer<List<RecordedEvent>> listener) {
        return calls.listen(stream, listener);
    }

    @Override
    public void deleteSubscription(StreamId stream, SubscriptionName name) {
        Blocking.await(calls.delete(stream, name));
    }

    @Override
    public Parking parking() {
        return new DefaultParking(parkingCalls(), this::deadline);
    }

    @Override
    public List<SubscriptionInfo> subscriptions() {
        return Blocking.await(calls.list());
    }

    @Override
    public void awaitPosition(StreamId stream, SubscriptionName name, long number) {
        Blocking.await(calls.await(stream, name, number));
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

    /**
     * What stores the events.
     *
     * @return the storage
     */
    public Storage storage() {
        return engine.storage();
    }

    /**
     * An append as the storage is asked for it, for those that ask it themselves.
     *
     * @param stream the stream
     * @param expected what it is expected to be
     * @param events the events
     * @return the request, empty if there are no events
     */
    public Optional<AppendRequest> request(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return engine.request(stream, expected, events, deadline());
    }

    /**
     * Links as the storage is asked for them, for those that ask it themselves.
     *
     * @param target the stream
     * @param expected what it is expected to be
     * @param eventIds the ids of the events
     * @return the request, empty if there are no ids
     */
    public Optional<LinkStorage.Request> linkRequest(StreamId target, ExpectedVersion expected, List<UUID> eventIds) {
        return engine.linkRequest(target, expected, eventIds, deadline());
    }

    /**
     * Which streams were linked to, or deleted, after a link.
     *
     * @param link the id of a link
     * @return the next of them
     */
    public NewLinks linksAfter(long link) {
        return Blocking.await(engine.linksAfter(link, deadline()));
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

    CompletableFuture<Void> deleteStage(StreamId stream, ExpectedVersion expected, DeleteMode mode) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(expected, "expected version must not be null");
        Objects.requireNonNull(mode, "delete mode must not be null");
        return engine.delete(stream, expected, mode, deadline());
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

    ParkingCalls parkingCalls() {
        return new ParkingCalls(node.registry(), engine.storage(), engine.calls()::run);
    }

    AsyncSnapshots asyncSnapshots() {
        return new DefaultAsyncSnapshots(engine.snapshots(), this::deadline, node::onCallbackThread);
    }

    SubscriptionCalls subscriptionCalls() {
        return calls;
    }

    Deadline deadline() {
        return engine.deadline(perCall);
    }
}
