package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads what follows a number of a stream, from the feed's memory where it goes back far enough, else from the storage.
 *
 * <p>A stream other than {@code $all} is followed in the feed by position: before the storage is read, the position up to
 * which everything is visible is noted, so nothing can lie between what was read and what the feed tells next. Confined to
 * the mailbox of its process; one read at a time.
 */
final class CatchUp {

    /**
     * What was read.
     *
     * @param events the events, in order
     * @param upTo there are no others up to this number
     * @param more whether there may be more right now
     */
    record Page(List<StoredEvent> events, long upTo, boolean more) {}

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_PAGE = 1_000;

    private final StreamId stream;
    private final Storage storage;
    private final Feed feed;
    private final TimeSource time;
    private Optional<Long> followed = Optional.empty();

    CatchUp(StreamId stream, Storage storage, Feed feed, TimeSource time) {
        this.stream = stream;
        this.storage = storage;
        this.feed = feed;
        this.time = time;
    }

    CompletionStage<Page> after(long number, int limit) {
        int count = Math.min(limit, MAX_PAGE);
        Optional<Long> position = stream.isAll() ? Optional.of(number) : followed;
        if (position.isEmpty()) {
            return fromStorage(number, count);
        }
        // Of a stream only a few of the feed's events may be ours, so all that it has is looked through.
        int most = stream.isAll() ? count : Integer.MAX_VALUE;
        return feed.after(position.get(), most)
                .thenCompose(answer -> answer.isPresent()
                        ? CompletableFuture.completedStage(fromFeed(answer.get(), number, count))
                        : fromStorage(number, count));
    }

    private Page fromFeed(Feed.Answer answer, long number, int limit) {
        if (stream.isAll()) {
            return new Page(answer.events(), answer.upTo(), answer.events().size() == limit);
        }
        List<StoredEvent> ours = answer.events().stream()
                .filter(event -> event.stream().equals(stream.value()) && event.version() > number)
                .map(StoredEvent::numberedByVersion)
                .toList();
        if (ours.size() > limit) {
            ours = ours.subList(0, limit);
            long last = ours.get(limit - 1).position();
            followed = Optional.of(last);
            return new Page(ours, ours.get(limit - 1).number(), true);
        }
        followed = Optional.of(answer.upTo());
        return new Page(ours, number, false);
    }

    private CompletionStage<Page> fromStorage(long number, int limit) {
        Deadline deadline = Deadline.after(time, READ_TIMEOUT);
        return feed.upTo()
                .thenCompose(visible -> storage.read(new ReadRequest(stream, false, number + 1, limit, deadline))
                        .handle((events, failure) -> {
                            if (failure != null && !(Failures.unwrap(failure) instanceof StreamNotFoundException)) {
                                throw Failures.rethrow(failure);
                            }
                            List<StoredEvent> page = failure == null ? events : List.of();
                            boolean more = page.size() == limit;
                            followed = more ? Optional.empty() : visible;
                            return new Page(page, number, more);
                        }));
    }
}
