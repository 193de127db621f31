package dev.eventstore.core;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.subscriber.FencedSubscriber;
import dev.eventstore.core.store.DefaultEventStore;
import dev.eventstore.core.subscriber.fenced.FencedHandler;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What those need of an open store who write or copy beside the store's own way, such as in a transaction of the caller: the
 * storage, appends and links as the store itself would ask for them, and which streams hold links. Thread-safe.
 */
public final class StorageAccess {

    private final DefaultEventStore store;

    private StorageAccess(DefaultEventStore store) {
        this.store = store;
    }

    /**
     * The way to the storage of a store.
     *
     * @param store a store that {@link EventStores} opened
     * @return the way
     * @throws NotSupportedException if it is another kind of store
     */
    public static StorageAccess of(EventStore store) {
        if (store instanceof DefaultEventStore known) {
            return new StorageAccess(known);
        }
        throw new NotSupportedException("this store has no storage to write to: it was not opened by EventStores");
    }

    /**
     * The storage.
     *
     * @return the storage, which the store opens and closes
     */
    public Storage storage() {
        return store.storage();
    }

    /**
     * Starts a subscriber that moves the checkpoint itself, as {@code EventStore.subscribe} starts others. Its subscription has
     * no other subscriber beside it.
     *
     * @param stream the stream, or {@code $all}
     * @param name the subscription's name
     * @param options the subscriber's options; when checkpoints are written is not theirs to say
     * @param subscriber handles events and moves the checkpoint, from now on
     * @return the subscription; its events are acknowledged by the subscriber
     * @throws dev.eventstore.api.error.EventStoreException as {@code EventStore.subscribe}
     */
    public Subscription subscribe(
            StreamId stream, SubscriptionName name, SubscriptionOptions options, FencedSubscriber subscriber) {
        Objects.requireNonNull(subscriber, "subscriber must not be null");
        return store.subscribe(stream, name, options, new FencedHandler(stream, name, subscriber));
    }

    /**
     * Checks and serialises events as an append does, under the epoch that this node has now.
     *
     * @param stream the stream
     * @param expected what it is expected to be
     * @param events the events
     * @return what the storage is to be asked for, empty if there are no events
     * @throws dev.eventstore.api.error.EventStoreException if this node does not serve, or an event is refused; nothing was
     *     written
     */
    public Optional<AppendRequest> request(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        Objects.requireNonNull(stream, "stream must not be null");
        Objects.requireNonNull(expected, "expected version must not be null");
        Objects.requireNonNull(events, "events must not be null");
        return store.request(stream, expected, events);
    }

    /**
     * Checks links as {@code EventStore.link} does, under the epoch that this node has now.
     *
     * @param target the stream
     * @param expected what it is expected to be
     * @param eventIds the ids of the events
     * @return what the storage is to be asked for, empty if there are no ids
     * @throws dev.eventstore.api.error.EventStoreException if this node does not serve, or there are too many; nothing was
     *     written
     */
    public Optional<LinkStorage.Request> linkRequest(StreamId target, ExpectedVersion expected, List<UUID> eventIds) {
        Objects.requireNonNull(target, "target stream must not be null");
        Objects.requireNonNull(expected, "expected version must not be null");
        Objects.requireNonNull(eventIds, "event ids must not be null");
        return store.linkRequest(target, expected, eventIds);
    }

    /**
     * The streams that events have been linked to, and some that were deleted. It waits for the storage, and holds all their names.
     *
     * @return the streams, in the order of their names
     * @throws dev.eventstore.api.error.EventStoreException if this node does not serve, or the storage cannot be read
     */
    public List<StreamId> linkedStreams() {
        Set<String> names = new TreeSet<>();
        NewLinks page = new NewLinks(Set.of(), 0);
        long last;
        do {
            last = page.upTo();
            page = store.linksAfter(last);
            names.addAll(page.streams());
        } while (page.upTo() > last);
        return names.stream().map(StreamId::of).toList();
    }
}
