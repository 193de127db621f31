package dev.eventstore.core.spi.storage;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Events that stand in one more stream than their own. Thread-safe: called on any thread, concurrently; no call waits.
 *
 * <p>A link takes the next number of its stream, as an appended event does, and is read there like one; it is not in {@code
 * $all} again. Each link has an id of its own, which only says in which order links became visible: ids grow, with holes.
 * Each deletion of a stream takes one of these ids, too, so whoever follows a stream hears of it in the same way.
 */
public interface LinkStorage {

    /**
     * Links events to a stream, in the order of their ids. Immutable.
     *
     * @param stream the stream, not {@code $all}
     * @param expected what it is expected to be
     * @param eventIds one id or more, all different
     * @param createdAt the time that the stream gets if it is new, in whole microseconds
     * @param epoch the epoch that must be the storage's; empty: no epoch is checked
     * @param deadline after it the links are not sent any more
     */
    record Request(
            StreamId stream,
            ExpectedVersion expected,
            List<UUID> eventIds,
            Instant createdAt,
            OptionalLong epoch,
            Deadline deadline) {

        /**
         * Checks the components.
         *
         * @param stream the stream, not {@code $all}
         * @param expected what it is expected to be
         * @param eventIds one id or more, all different
         * @param createdAt the time that the stream gets if it is new, in whole microseconds
         * @param epoch the epoch that must be the storage's; empty: no epoch is checked
         * @param deadline after it the links are not sent any more
         * @throws IllegalArgumentException if the stream is {@code $all} or there is no id
         */
        public Request {
            if (stream.isAll()) {
                throw new IllegalArgumentException("stream id must not be '$all': nothing can be linked to it");
            }
            if (eventIds.isEmpty()) {
                throw new IllegalArgumentException("event ids must not be empty");
            }
            eventIds = List.copyOf(eventIds);
        }
    }

    /**
     * The links are durable.
     *
     * @param result the numbers that they have in their stream, and the position of the last linked event
     * @param lastLink the id of the last of these links
     */
    record Linked(AppendResult result, long lastLink) {}

    /**
     * Streams that have been linked to, or deleted.
     *
     * @param streams their names
     * @param upTo no link up to this id was left out
     * @param removed whether events may have been removed
     */
    record NewLinks(Set<String> streams, long upTo, boolean removed) {

        /**
         * Streams that have been linked to, while nothing was removed.
         *
         * @param streams their names
         * @param upTo no link up to this id was left out
         */
        public NewLinks(Set<String> streams, long upTo) {
            this(streams, upTo, false);
        }
    }

    /**
     * Links events to one stream, all or none; complete when durable.
     *
     * <p>In this order: the epoch, where one is named, must equal the storage's; all events must be stored, and none may stand
     * in the stream already, as an event or as a link; then a deleted stream refuses, and the expectation decides. Not
     * idempotent: a storage must not repeat links whose answer was lost.
     *
     * @param request the links
     * @return completes with where the links stand, or fails with {@code SupersededException}, {@code
     *     EventNotFoundException}, {@code DuplicateEventException}, {@code StreamDeletedException}, {@code
     *     WrongExpectedVersionException}, {@code StreamExistsException}, {@code StreamNotFoundException}; {@code
     *     DeadlineExceededException} if the deadline passed before they were sent; {@code AskOutcomeUnknownException} if they
     *     may have been written
     */
    CompletionStage<Linked> link(Request request);

    /**
     * The id of the last link.
     *
     * @param deadline when the caller stops waiting
     * @return completes with the id, 0 if there is none
     */
    CompletionStage<Long> lastLink(Deadline deadline);

    /**
     * Which streams have been linked to, or deleted. A deletion may be left out when it is more than a day old.
     *
     * @param after the id of a link
     * @param limit how many links are looked at, 1 or more
     * @param deadline when the caller stops waiting
     * @return completes with the streams of the links that follow; up to {@code after} if there is none
     */
    CompletionStage<NewLinks> after(long after, int limit, Deadline deadline);

    /**
     * Who is to be told that there are links of other programs. Hints may be lost, late and repeated.
     *
     * @param listener takes the id of the last link; must not wait; called on a thread of the storage
     */
    void onLinks(LongConsumer listener);
}
