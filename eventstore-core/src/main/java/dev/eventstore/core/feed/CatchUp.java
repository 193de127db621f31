package dev.eventstore.core.feed;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.ReadRequest.Filtered;
import dev.eventstore.core.spi.storage.ReadRequest.Lease;
import dev.eventstore.core.spi.storage.ReadRequest.Scanned;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads what follows a number of a stream, from the feed's memory where it goes back far enough, else from the storage.
 *
 * <p>A stream other than {@code $all} is followed in the feed by position: before the storage is read, the position up to
 * which everything is visible is noted, so nothing can lie between what was read and what the feed tells next. Links are not in
 * the feed: where the feed's events leave a number out, and when {@link #linked} was called, the storage is read. Confined to
 * the mailbox of its process; one read at a time.
 */
public final class CatchUp {

    /**
     * What was read.
     *
     * @param events the events, in order
     * @param upTo there are no others up to this number; 0 after a greater one was asked for: the stream begins anew
     * @param more whether there may be more right now
     * @param stored whether it was read from the storage, which does not tell whether the stream has begun anew
     */
    public record Page(List<StoredEvent> events, long upTo, boolean more, boolean stored) {}

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_PAGE = 1_000;

    /** How many numbers one filtered read looks at: a few milliseconds of work where nothing passes. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final StreamId stream;
    private final Storage storage;
    private final Readers readers;
    private final Turns.Turn turn = new Turns.Turn();
    private final TimeSource time;
    private final Optional<Lease> lease;
    private final EventFilter filter;
    private Optional<Long> followed = Optional.empty();
    private boolean lookAgain;
    private boolean reading;
    private long lastPosition;

    /**
     * Reads a stream.
     *
     * @param stream the stream, or {@code $all}
     * @param storage read when memory is not enough
     * @param feed the memory
     * @param time the node's clock
     * @param head a position behind every event of the stream that is not asked for, 0 if none is known
     */
    public CatchUp(StreamId stream, Storage storage, Feed feed, TimeSource time, long head) {
        this(stream, storage, feed, time, head, Optional.empty(), EventFilter.all());
    }

    /**
     * Reads a stream for a subscription, while its lease holds: whatever stands under the stream's name after a hard delete is
     * read under another.
     *
     * @param stream the stream, or {@code $all}
     * @param storage read when memory is not enough
     * @param feed the memory
     * @param time the node's clock
     * @param head a position behind every event of the stream that is not asked for, 0 if none is known
     * @param lease the lease; empty for {@code $all}, which is never deleted, and for a listener
     * @param filter what need not be read from the storage; pages from memory hold it all the same
     */
    public CatchUp(
            StreamId stream,
            Storage storage,
            Feed feed,
            TimeSource time,
            long head,
            Optional<Lease> lease,
            EventFilter filter) {
        this.stream = stream;
        this.storage = storage;
        this.readers = feed.readers();
        this.time = time;
        this.lastPosition = head;
        this.lease = lease;
        this.filter = filter;
    }

    /** Events may have been linked to the stream since the last read began: the next one looks into the storage. */
    public void linked() {
        lookAgain = true;
    }

    /**
     * The events after a number.
     *
     * @param number a number of the stream
     * @param limit the largest number of events
     * @return completes with the events
     */
    public CompletionStage<Page> after(long number, int limit) {
        return after(number, limit, 0);
    }

    /** The same for a reader that still holds so many events of those before. */
    public CompletionStage<Page> after(long number, int limit, int held) {
        int count = Math.min(limit, MAX_PAGE);
        if (lookAgain) {
            lookAgain = false;
            followed = Optional.empty();
        }
        reading = true;
        if (stream.isAll() && isEverything()) {
            return readers.read(turn, held, number, count)
                    .thenApply(answer -> new Page(answer.events(), answer.upTo(), answer.more(), false));
        }
        Optional<Long> position = stream.isAll() ? Optional.of(number) : followed;
        if (position.isEmpty()) {
            return readers.turn(turn, held).thenCompose(begun -> fromStorage(number, count));
        }
        // Of a stream only a few of the feed's events may be ours, so all that it has is looked through.
        int most = stream.isAll() ? count : Integer.MAX_VALUE;
        return readers.after(turn, held, position.get(), most)
                .thenCompose(answer ->
                        answer.isPresent() ? fromFeed(answer.get(), number, count) : fromStorage(number, count));
    }

    /** What was read is done with, so others may read; told once, nothing happens. */
    public void done() {
        if (reading) {
            reading = false;
            readers.end(turn);
        }
    }

    private boolean isEverything() {
        return filter.equals(EventFilter.all());
    }

    /**
     * Up to where the feed was followed.
     *
     * @return a position of {@code $all}, empty while the storage must be read
     */
    public Optional<Long> followed() {
        return followed;
    }

    private CompletionStage<Page> fromFeed(FeedAnswer answer, long number, int limit) {
        if (stream.isAll()) {
            return CompletableFuture.completedStage(new Page(answer.events(), answer.upTo(), answer.more(), false));
        }
        List<StoredEvent> ours = new ArrayList<>();
        long last = number;
        for (StoredEvent event : answer.events()) {
            // What stands at a later position under a number that was had: the stream was deleted and begins anew.
            boolean follows = event.version() > last || event.position() > lastPosition;
            if (!event.stream().equals(stream.value()) || !follows) {
                continue;
            }
            boolean gap = event.version() > last + 1;
            boolean anew = event.version() <= last;
            if (anew && ours.isEmpty() && lease.isEmpty()) {
                followed = Optional.empty();
                return CompletableFuture.completedStage(new Page(List.of(), 0, true, false));
            }
            if ((gap || anew) && ours.isEmpty()) {
                return fromStorage(number, limit);
            }
            if (gap || anew || ours.size() == limit) {
                followed = Optional.of(lastPosition);
                return CompletableFuture.completedStage(new Page(ours, last, true, false));
            }
            ours.add(event.numberedByVersion());
            last = event.version();
            lastPosition = Math.max(lastPosition, event.position());
        }
        followed = Optional.of(answer.upTo());
        return CompletableFuture.completedStage(new Page(ours, ours.isEmpty() ? number : last, false, false));
    }

    private CompletionStage<Page> fromStorage(long number, int limit) {
        Deadline deadline = Deadline.after(time, READ_TIMEOUT);
        followed = Optional.empty();
        return readers.upTo()
                .thenCompose(visible -> scan(new ReadRequest(stream, false, number + 1, limit, deadline, lease))
                        .handle((scanned, failure) -> {
                            if (failure != null && !(Failures.unwrap(failure) instanceof StreamNotFoundException)) {
                                throw Failures.rethrow(failure);
                            }
                            Scanned page = failure == null ? scanned : new Scanned(List.of(), number, false);
                            for (StoredEvent event : page.events()) {
                                if (event.stream().equals(stream.value())) {
                                    lastPosition = Math.max(lastPosition, event.position());
                                }
                            }
                            followed = page.more() ? Optional.empty() : visible;
                            // The last events of $all may have been removed: its end is where everything is visible.
                            long end = stream.isAll() ? followed.orElse(0L) : 0;
                            return new Page(page.events(), Math.max(page.upTo(), end), page.more(), true);
                        }));
    }

    private CompletionStage<Scanned> scan(ReadRequest request) {
        if (!isEverything()) {
            return storage.readFiltered(new Filtered(request, filter, MOST_LOOKED_AT));
        }
        return storage.read(request)
                .thenApply(page -> new Scanned(page, request.from() - 1, page.size() == request.limit()));
    }
}
