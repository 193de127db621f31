package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a subscription's machine with events, one read at a time, and tries again when a read fails. Confined to the mailbox
 * of the subscription's process.
 */
final class ReadAhead {

    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final Duration INFO_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final SubscriptionMachine machine;
    private final Process.Self self;
    private final Runnable more;
    private final Consumer<StreamDeletedException> deleted;
    private CatchUp catchUp;
    private long head;
    private boolean reading;

    ReadAhead(
            SubscriptionKey key,
            SubscriptionContext context,
            SubscriptionMachine machine,
            Process.Self self,
            Runnable more,
            Consumer<StreamDeletedException> deleted) {
        this.key = key;
        this.context = context;
        this.machine = machine;
        this.self = self;
        this.more = more;
        this.deleted = deleted;
        this.catchUp = newCatchUp();
    }

    /** The machine starts anew: what a read under way brings is dropped. */
    void restart() {
        catchUp = newCatchUp();
        context.storage()
                .info(key.stream(), Deadline.after(context.time(), INFO_TIMEOUT))
                .whenComplete((info, failure) -> self.run(() -> {
                    if (failure == null && info.isPresent()) {
                        head = Math.max(head, info.get().version());
                    }
                    more.run();
                }));
    }

    /** The newest number of the stream that is known here. */
    long head() {
        head = Math.max(head, machine.received());
        return key.stream().isAll() ? Math.max(head, context.feed().head()) : head;
    }

    /** Reads if the machine wants it and no read is under way. */
    void readIfWanted() {
        if (reading || !machine.wantsRead()) {
            return;
        }
        reading = true;
        machine.reading();
        CatchUp reader = catchUp;
        reader.after(machine.received(), machine.room())
                .whenComplete((page, failure) -> self.run(() -> {
                    reading = false;
                    if (reader != catchUp || !machine.isLeased()) {
                        more.run();
                    } else if (failure == null) {
                        machine.read(page.events(), page.upTo(), page.more());
                        more.run();
                    } else {
                        failed(Failures.unwrap(failure));
                    }
                }));
    }

    private void failed(Throwable failure) {
        if (failure instanceof StreamDeletedException gone) {
            deleted.accept(gone);
            return;
        }
        LOG.warn("{} of {} could not read and tries again: {}", key.name(), key.stream(), failure.getMessage());
        reading = true;
        context.time()
                .schedule(
                        RETRY,
                        () -> self.run(() -> {
                            reading = false;
                            more.run();
                        }));
    }

    private CatchUp newCatchUp() {
        return new CatchUp(key.stream(), context.storage(), context.feed(), context.time());
    }

    /**
     * Reads what follows a number of a stream, from the feed's memory where it goes back far enough, else from the storage.
     *
     * <p>A stream other than {@code $all} is followed in the feed by position: before the storage is read, the position up to
     * which everything is visible is noted, so nothing can lie between what was read and what the feed tells next.
     * Confined to the mailbox of its process; one read at a time.
     */
    private static final class CatchUp {

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
}
