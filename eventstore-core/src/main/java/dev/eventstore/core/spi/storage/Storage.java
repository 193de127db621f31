package dev.eventstore.core.spi.storage;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.admin.StorageAdministration;
import dev.eventstore.core.spi.parking.ParkingStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Durable, append-only events. Thread-safe: called on any thread, concurrently; no call waits.
 *
 * <p>Failures are {@link dev.eventstore.api.error.EventStoreException}s in the stages. A storage that is away fails calls with
 * {@link dev.eventstore.api.error.StorageUnavailableException} by their deadlines and works again by itself when it is back.
 */
public interface Storage extends AutoCloseable {

    /**
     * Deletes a stream. Immutable.
     *
     * @param stream the stream, not {@code $all}
     * @param expected what it is expected to be
     * @param mode how it is deleted
     * @param deletedAt when, in whole microseconds
     * @param epoch the epoch that must be the storage's; empty: no epoch is checked
     * @param deadline after it this is not sent any more
     */
    record Deletion(
            StreamId stream,
            ExpectedVersion expected,
            DeleteMode mode,
            Instant deletedAt,
            OptionalLong epoch,
            Deadline deadline) {

        /**
         * Checks the components.
         *
         * @param stream the stream, not {@code $all}
         * @param expected what it is expected to be
         * @param mode how it is deleted
         * @param deletedAt when, in whole microseconds
         * @param epoch the epoch that must be the storage's; empty: no epoch is checked
         * @param deadline after it this is not sent any more
         * @throws IllegalArgumentException if the stream is {@code $all}
         */
        public Deletion {
            if (stream.isAll()) {
                throw new IllegalArgumentException("stream id must not be '$all': it cannot be deleted");
            }
        }
    }

    /**
     * Connects, brings the storage to its newest form where the settings allow that, and checks it. Called once, first.
     *
     * @return completes when other calls are welcome; fails with what is wrong and what to do
     */
    CompletionStage<Void> open();

    /**
     * Whether payloads must be JSON. A store whose serializer writes something else is then refused before it opens.
     *
     * @return true if they must; false by default
     */
    default boolean requiresJson() {
        return false;
    }

    /**
     * Appends events to one stream, all or none; complete when durable. Concurrent appends may be written together; each
     * has its own outcome, decided against those before it.
     *
     * <p>In this order: the epoch, where one is named, must equal the storage's; ids that are stored decide ({@link
     * AppendRequest}); then a deleted stream refuses, and the expectation decides. Idempotent: asked again with the same
     * ids it gives the first answer again, so a storage may itself repeat an append whose answer was lost.
     *
     * @param request the append
     * @return completes with where the events stand, or fails with {@code SupersededException}, {@code
     *     DuplicateEventException}, {@code StreamDeletedException}, {@code WrongExpectedVersionException}, {@code
     *     StreamExistsException}, {@code StreamNotFoundException}; {@code DeadlineExceededException} if the deadline passed
     *     before it was sent; {@code AppendOutcomeUnknownException} if it passed after; {@code OverloadedException} if too
     *     much waits
     */
    CompletionStage<AppendResult> append(AppendRequest request);

    /**
     * Deletes a stream; complete when durable.
     *
     * <p>In this order: the epoch, where one is named, must equal the storage's; the stream must exist; one that was softly
     * deleted refuses a soft delete; then the expectation decides. A hard delete removes in one transaction the events that were
     * appended to the stream, wherever they were linked to, and its links, but not the events that these stand for; it sets the
     * checkpoints of the stream's subscriptions to 0, raises their tokens and frees their leases. Neither a position nor a
     * number of another stream is used again. Not idempotent: a storage must not repeat it when its answer was lost.
     *
     * @param deletion what is deleted
     * @return completes with an id that follows those of all links before, by which {@link LinkStorage#after} tells of it; fails
     *     with {@code SupersededException}, {@code StreamNotFoundException}, {@code StreamDeletedException}, {@code
     *     WrongExpectedVersionException}, {@code StreamExistsException}; {@code DeadlineExceededException} if the deadline passed
     *     before it was sent; {@code AskOutcomeUnknownException} if it may have been carried out
     */
    CompletionStage<Long> delete(Deletion deletion);

    /**
     * Appends events of many streams in one transaction, in the given order, which becomes that of {@code $all}. Each is
     * appended to whatever its stream is; an event whose id is stored already, in whatever stream, is passed over.
     * Idempotent.
     *
     * @param events the events with their streams; at most 10,000
     * @param deadline when the caller stops waiting
     * @return completes with how many were written and passed over; fails with {@code StreamDeletedException}, nothing
     *     written, if one of the streams is deleted
     */
    CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline);

    /**
     * Reads one page. It holds nothing afterwards.
     *
     * @param request which page
     * @return completes with the events in the order of reading; fails with {@code StreamNotFoundException} or {@code
     *     StreamDeletedException}
     */
    CompletionStage<List<StoredEvent>> read(ReadRequest request);

    /**
     * Reads one page of the events that a filter lets pass. It holds nothing afterwards. Unless a storage does better, the page is
     * read whole and filtered here.
     *
     * @param request which page, and what passes
     * @return completes with the events and up to where it has looked; fails with {@code StreamNotFoundException} or {@code
     *     StreamDeletedException}
     */
    default CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        ReadRequest page = request.page();
        int count = Math.min(page.limit(), request.most());
        return read(new ReadRequest(page.stream(), false, page.from(), count, page.deadline(), page.lease()))
                .thenApply(events -> new ReadRequest.Scanned(
                        events.stream()
                                .filter(event -> request.filter().accepts(event.type(), event.stream()))
                                .toList(),
                        events.isEmpty()
                                ? page.from() - 1
                                : events.get(events.size() - 1).number(),
                        events.size() == count));
    }

    /**
     * What is known of a stream; {@code $all} always exists.
     *
     * @param stream the stream
     * @param deadline when the caller stops waiting
     * @return completes with its version and age, empty if there is no such stream; fails with {@code
     *     StreamDeletedException}
     */
    CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline);

    /**
     * Lists streams: a page and the size of the whole, both of one moment. The term of a search is data, not a pattern; names
     * are compared by their code points.
     *
     * @param query which streams, in which order, which page
     * @param deadline when the caller stops waiting
     * @return completes with the page
     */
    CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline);

    /**
     * The position of the last event.
     *
     * @param deadline when the caller stops waiting
     * @return completes with the position, 0 if the store is empty
     */
    CompletionStage<Long> head(Deadline deadline);

    /**
     * Leases and checkpoints of persistent subscriptions.
     *
     * @return the same object every time
     */
    SubscriptionStorage subscriptions();

    /**
     * Events that stand in further streams.
     *
     * @return the same object every time
     */
    LinkStorage links();

    /**
     * Events that persistent subscriptions have put aside.
     *
     * @return the same object every time
     */
    ParkingStorage parking();

    /**
     * The newest snapshot of each source.
     *
     * @return the same object every time
     */
    SnapshotStorage snapshots();

    /**
     * The epoch, and the settings that the nodes of a cluster must agree on.
     *
     * @return the same object every time
     */
    ClusterStorage cluster();

    /**
     * Makes, lists and removes what the events are kept in; usable before {@link #open}, too.
     *
     * @return the same object every time
     */
    default StorageAdministration administration() {
        return StorageAdministration.none(getClass().getSimpleName());
    }

    /**
     * Who is to be told that the store has grown through other programs. Hints may be lost, late and repeated.
     *
     * @param listener takes the new head; must not wait; called on a thread of the storage
     */
    void onHint(LongConsumer listener);

    /**
     * Refuses new calls, ends those under way as far as they end soon, fails the rest with {@code StoreClosedException} or
     * {@code AppendOutcomeUnknownException}, and gives all resources back. It may wait a few seconds. Idempotent.
     */
    @Override
    void close();
}
