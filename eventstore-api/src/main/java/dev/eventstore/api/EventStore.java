package dev.eventstore.api;

import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.parking.Parking;
import dev.eventstore.api.snapshot.Snapshots;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An append-only store of events: streams with optimistic concurrency, one gap-free {@link StreamId#ALL $all} in the order
 * of commits, subscriptions that acknowledge.
 *
 * <p>Every call waits for its outcome, at most until its deadline ({@code call-timeout} of the configuration, or
 * {@link #withDeadline}); {@link #async()} has the same calls without waiting. All calls may fail with these, beside those
 * that they name:
 *
 * <ul>
 *   <li>{@link dev.eventstore.api.error.NoNodeAvailableException}: this node is in no quorate cluster; nothing was written.
 *   <li>{@link dev.eventstore.api.error.StorageUnavailableException}: the storage could not be reached; nothing was written.
 *   <li>{@link dev.eventstore.api.error.DeadlineExceededException}: nothing was written.
 *   <li>{@link dev.eventstore.api.error.OverloadedException}: too many calls wait; nothing was written.
 *   <li>{@link dev.eventstore.api.error.CallInterruptedException}: the calling thread was interrupted; what was asked for
 *       may have happened.
 *   <li>{@link dev.eventstore.api.error.StoreClosedException}: the store is closed; nothing was written.
 * </ul>
 *
 * <p>Thread-safe. A process has one store for each schema of a database; get it from {@code EventStores.open()}.
 */
public interface EventStore extends AutoCloseable {

    /**
     * Appends events to the end of a stream, all or none. When it returns they are durable.
     *
     * <p>Ids decide first: events that stand in this stream already, in this order and at the expected place, are answered
     * as the first time, so the same list may be appended again after an unclear outcome. An empty list is a no-op.
     *
     * @param stream the stream, which is created by its first event
     * @param expected what the stream is expected to be
     * @param events the events; at most as many, and as large, as the configured limits
     * @return where the events stand
     * @throws dev.eventstore.api.error.WrongExpectedVersionException if the stream has another version; nothing was written
     * @throws dev.eventstore.api.error.StreamExistsException if no stream was expected; nothing was written
     * @throws dev.eventstore.api.error.StreamNotFoundException if a stream was expected; nothing was written
     * @throws dev.eventstore.api.error.StreamDeletedException if the stream was deleted; nothing was written
     * @throws dev.eventstore.api.error.DuplicateEventException if some of the ids are stored elsewhere; nothing was written
     * @throws dev.eventstore.api.error.LimitExceededException if there are too many or too large events; nothing was written
     * @throws dev.eventstore.api.error.SerializationException if a payload cannot be serialised; nothing was written
     * @throws dev.eventstore.api.error.AppendOutcomeUnknownException if the events may have been written: append the same
     *     list again
     * @throws IllegalArgumentException if the stream is {@code $all} or an id occurs twice in the list
     */
    AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events);

    /**
     * Links events to the end of a further stream, all or none, in the order of their ids. When it returns the links are
     * durable. They are read and subscribed there like events that were appended, numbered in their places in that stream, with
     * the stream, version and position that they have as events; they do not come in {@code $all} again. A stream may hold both.
     *
     * <p>An empty list is a no-op. Unlike an append it must not simply be repeated: events that stand in the stream already are
     * refused.
     *
     * @param target the stream, which is created by its first event or link
     * @param expected what the stream is expected to be
     * @param eventIds the ids of stored events, all different; at most as many as an append may have events
     * @return the numbers that the links have in the stream, and the position of the last linked event
     * @throws dev.eventstore.api.error.EventNotFoundException if there is no event of one of the ids; nothing was written
     * @throws dev.eventstore.api.error.DuplicateEventException if one of the events stands in the stream already; nothing was
     *     written
     * @throws dev.eventstore.api.error.WrongExpectedVersionException if the stream has another version; nothing was written
     * @throws dev.eventstore.api.error.StreamExistsException if no stream was expected; nothing was written
     * @throws dev.eventstore.api.error.StreamNotFoundException if a stream was expected; nothing was written
     * @throws dev.eventstore.api.error.StreamDeletedException if the target was deleted; nothing was written
     * @throws dev.eventstore.api.error.LimitExceededException if there are too many ids; nothing was written
     * @throws dev.eventstore.api.error.AskOutcomeUnknownException if the links may have been written: read the stream, or link
     *     the same events again, which is refused as a duplicate if they were
     * @throws IllegalArgumentException if the target is {@code $all} or an id occurs twice
     */
    AppendResult link(StreamId target, ExpectedVersion expected, List<UUID> eventIds);

    /**
     * Deletes a stream. When it returns this is durable. Appends and links to the stream that are under way come before it or
     * after it: those that come after a soft delete are refused, those that come after a hard one begin the stream anew.
     *
     * <p>Who is subscribed or listens to a stream that is softly deleted is told so by the end of that. Subscriptions of one that
     * is hard-deleted go on, from the origin of what is appended under its name later. A position, or the number of a link, that
     * a hard delete has removed is a hole that nobody waits for. Unlike an append it must not simply be repeated.
     *
     * @param stream the stream
     * @param expected what the stream is expected to be; one that does not exist cannot be deleted, whatever is expected
     * @param mode how it is deleted
     * @throws dev.eventstore.api.error.StreamNotFoundException if there is no such stream; nothing was written
     * @throws dev.eventstore.api.error.StreamDeletedException if it was deleted already, unless this is a hard delete of a stream
     *     that was softly deleted; nothing was written
     * @throws dev.eventstore.api.error.WrongExpectedVersionException if the stream has another version; nothing was written
     * @throws dev.eventstore.api.error.StreamExistsException if no stream was expected; nothing was written
     * @throws dev.eventstore.api.error.NotSupportedException if hard deletes are not enabled; nothing was written
     * @throws dev.eventstore.api.error.AskOutcomeUnknownException if it may have been deleted: ask for its {@link #info}
     * @throws IllegalArgumentException if the stream is {@code $all}
     */
    void delete(StreamId stream, ExpectedVersion expected, DeleteMode mode);

    /**
     * Reads one page of a stream.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @param options direction, start, limit; without a limit one page
     * @return the events in the order of reading, empty past the end
     * @throws dev.eventstore.api.error.StreamNotFoundException if there is no such stream
     * @throws dev.eventstore.api.error.StreamDeletedException if the stream was deleted
     */
    List<RecordedEvent> read(StreamId stream, ReadOptions options);

    /**
     * Reads a stream page by page, as the caller consumes it. Between pages no connection is held, so the result need not be
     * closed. Events appended meanwhile are met on the way, forward.
     *
     * @param stream the stream, or {@link StreamId#ALL}
     * @param options direction, start, limit, page size
     * @return the events in the order of reading; reading may fail as {@link #read} does, at any page
     * @throws dev.eventstore.api.error.StreamNotFoundException if there is no such stream
     * @throws dev.eventstore.api.error.StreamDeletedException if the stream was deleted
     */
    Stream<RecordedEvent> stream(StreamId stream, ReadOptions options);

    /**
     * What is known of a stream.
     *
     * @param stream the stream, or {@link StreamId#ALL}, which always exists
     * @return its version and age, empty if there is no such stream
     * @throws dev.eventstore.api.error.StreamDeletedException if the stream was deleted
     */
    Optional<StreamInfo> info(StreamId stream);

    /**
     * Lists streams: a page of those that a query asks for, with the size of the whole list. Softly deleted streams are marked
     * as such; those that were deleted for good are not there.
     *
     * @param query which streams, in which order, which page
     * @return the page and how many streams there are, both of one moment
     */
    Page<StreamInfo> streams(StreamQuery query);

    /**
     * States that were computed from events.
     *
     * @return the snapshots of this store, with its deadline
     */
    Snapshots snapshots();

    /**
     * Subscribes, pushed: from the subscription's checkpoint on, each event until it is acknowledged.
     *
     * <p>The subscription is created when it does not exist. One process runs it; if another node holds it, this one stands by
     * in state {@code INITIAL} and takes over when the other is gone. The subscription is persistent, unless the options say that
     * it is transient: then nothing of it is kept, and it starts where they say when its first subscriber comes.
     *
     * @param stream the stream, which need not exist yet, or {@link StreamId#ALL}
     * @param name the subscription's name, unique for the stream
     * @param options where it starts when it is new, what it selects, how much it buffers, whether it is transient
     * @param subscriber is handed the events, never concurrently, on a callback thread of the store
     * @return the subscription, for acknowledging and closing
     * @throws dev.eventstore.api.error.SubscriptionRefusedException if the subscription has a subscriber already
     */
    Subscription subscribe(StreamId stream, SubscriptionName name, SubscriptionOptions options, Subscriber subscriber);

    /**
     * Subscribes, pulled: the same as with a subscriber, but the caller receives.
     *
     * @param stream the stream, which need not exist yet, or {@link StreamId#ALL}
     * @param name the subscription's name, unique for the stream
     * @param options where it starts when it is new, what it selects, how much it buffers, whether it is transient
     * @return the subscription, for receiving, acknowledging and closing
     * @throws dev.eventstore.api.error.SubscriptionRefusedException if the subscription has a subscriber already
     */
    SubscriptionReader subscribe(StreamId stream, SubscriptionName name, SubscriptionOptions options);

    /**
     * Listens to events that are appended, or linked to the stream, from now on, without checkpoint or acknowledgement.
     *
     * <p>A listener that is slower than the stream is not skipped ahead: it is handed everything after the moment of
     * listening, in order, as long as it listens.
     *
     * @param stream the stream, which need not exist yet, or {@link StreamId#ALL}
     * @param listener is handed the events, never concurrently, on a callback thread of the store; if it throws, it is ended
     * @return the subscription, for closing; it cannot acknowledge
     * @throws dev.eventstore.api.error.StreamDeletedException if the stream was deleted
     */
    Subscription listen(StreamId stream, Consumer<List<RecordedEvent>> listener);

    /**
     * Deletes a persistent subscription with its checkpoint, wherever it runs. Its subscriber is ended. It does nothing if
     * there is no such subscription, and nothing to a transient one of the name.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     */
    void deleteSubscription(StreamId stream, SubscriptionName name);

    /**
     * The persistent subscriptions, running or not, with what each does now. The nodes are asked for that, all at once, wherever
     * this is called; none is started or kept by the question. Who does not answer in half of the time until the deadline, and within
     * two seconds at most, is listed as {@link SubscriptionInfo.Presence#SILENT}, and fails nothing. Transient ones are seen as
     * processes, {@link Cluster#registered}.
     *
     * @return all of them, by stream and name
     */
    List<SubscriptionInfo> subscriptions();

    /**
     * Waits until a persistent subscription has handled everything up to a number: for reading what one has written oneself, from what the
     * subscription's subscribers keep. It does not matter where they are, nor whether one is attached at the moment.
     *
     * <p>What counts is the durable checkpoint: what was acknowledged and not written yet might come again; with a threshold above 1
     * the last events are written only after {@code checkpointAfter}, if that is set. An earlier event that is
     * parked does not hold it up, as it does not hold up the checkpoint. It costs a small query a
     * few milliseconds after the call and after each step of the checkpoint, and one each quarter of a second while nothing
     * happens, together for all that wait on this node.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param number a number of the stream, such as {@link AppendResult#lastVersion} or, for {@link StreamId#ALL}, {@link
     *     AppendResult#lastPosition}; 0 or more
     * @throws dev.eventstore.api.error.SubscriptionNotFoundException if there is no such subscription
     * @throws dev.eventstore.api.error.EventParkedException if the event of this number was put aside ({@link #parking})
     * @throws dev.eventstore.api.error.DeadlineExceededException if it has not come so far by the deadline; the message says how
     *     far it was
     * @throws IllegalArgumentException if the number is negative
     */
    void awaitPosition(StreamId stream, SubscriptionName name, long number);

    /**
     * What persistent subscriptions have put aside since their subscribers failed at it: to look at, replay and skip.
     *
     * @return the parked events of all subscriptions
     */
    Parking parking();

    /**
     * A view of this store whose calls have another deadline. Closing the view closes the store.
     *
     * @param perCall how long each call may take, more than zero
     * @return the same store with this deadline
     * @throws IllegalArgumentException if the duration is not positive
     */
    EventStore withDeadline(Duration perCall);

    /**
     * The same calls without waiting.
     *
     * @return a view of this store with its deadline
     */
    AsyncEventStore async();

    /**
     * Which nodes there are and what runs where.
     *
     * @return the cluster as this node sees it
     */
    Cluster cluster();

    /**
     * Closes the store: refuses new calls, waits up to {@code close-timeout} for those under way and for acknowledgements to
     * become durable, fails the rest, gives leases and connections back. Closing again does nothing.
     */
    @Override
    void close();
}
