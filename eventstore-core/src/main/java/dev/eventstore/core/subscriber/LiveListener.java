package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.core.feed.CatchUp;
import dev.eventstore.core.feed.FeedListener;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands new events to a transient listener, one page at a time: the next is read when the user's code has returned, so a slow
 * listener holds one page in memory. Confined to its mailbox; the user's code runs in the callback queue.
 */
final class LiveListener implements Process {

    private static final Logger LOG = LoggerFactory.getLogger(LiveListener.class);
    private static final int PAGE = 1_000;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration INFO_TIMEOUT = Duration.ofSeconds(5);

    private final StreamId stream;
    private final Consumer<List<RecordedEvent>> consumer;
    private final SubscriberContext context;
    private final ProcessName name;
    private final Self self;
    private final CallbackQueue callbacks;
    private final FeedListener feedListener;
    private final FeedListener linkListener;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile long position;
    private CatchUp catchUp;
    private long number;

    /** Names the stream that the number is of: one that was removed and written again has the same name only. */
    private Optional<Instant> created = Optional.empty();

    /** The last position of an event of the stream that was handed over. */
    private long heard;

    /** What the stream has up to this position was handed over, or removed, before it was found to begin anew. */
    private long floor;

    /** Where the storage went back while a page was under way: beyond this nothing of it counts. */
    private long most = Long.MAX_VALUE;

    private boolean busy;
    private boolean advanced;

    LiveListener(
            StreamId stream,
            Consumer<List<RecordedEvent>> consumer,
            SubscriberContext context,
            ProcessName name,
            Self self) {
        this.stream = stream;
        this.consumer = consumer;
        this.context = context;
        this.name = name;
        this.self = self;
        this.callbacks = new CallbackQueue(context.callbacks());
        this.feedListener = new FeedListener() {
            @Override
            public void advanced() {
                self.run(() -> {
                    advanced = true;
                    next();
                });
            }

            @Override
            public CompletionStage<Void> wentBack(long head) {
                return LiveListener.this.wentBack(head);
            }
        };
        this.linkListener = () -> self.run(() -> {
            catchUp.linked();
            advanced = true;
            next();
        });
    }

    /** Begins after a number of the stream; whatever has a higher one stands behind {@code head}, or is a link. */
    void start(long after, long head, Optional<Instant> createdAt) {
        self.run(() -> {
            number = after;
            created = createdAt;
            position = head;
            catchUp = new CatchUp(stream, context.storage(), context.feed(), context.time(), head);
            context.feed().add(feedListener);
            context.feed().links().add(stream, linkListener);
            advanced = true;
            next();
        });
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    long lag() {
        return Math.max(0, context.feed().head() - position);
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        throw new IllegalStateException("a listener is not asked by name");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        context.feed().remove(feedListener);
        context.feed().links().remove(stream, linkListener);
        callbacks.add(() -> ended.complete(null));
        return CompletableFuture.completedStage(null);
    }

    private void next() {
        if (busy || !advanced) {
            return;
        }
        busy = true;
        advanced = false;
        catchUp.after(number, PAGE)
                .whenComplete((page, failure) -> self.run(() -> {
                    if (failure != null) {
                        failed(Failures.unwrap(failure));
                    } else if (page.stored() && !stream.isAll()) {
                        check(page);
                    } else if (page.upTo() < number && page.events().isEmpty()) {
                        beginAnew();
                    } else {
                        handOver(page);
                    }
                }));
    }

    /** Asked after the page was read: the same stream as before it. Else the numbers of the page were not asked for. */
    private void check(CatchUp.Page page) {
        context.storage()
                .info(stream, Deadline.after(context.time(), INFO_TIMEOUT))
                .whenComplete((info, failure) -> self.run(() -> {
                    if (failure != null) {
                        catchUp.linked();
                        failed(Failures.unwrap(failure));
                        return;
                    }
                    Optional<Instant> now = info.map(StreamInfo::createdAt);
                    if (now.equals(created)) {
                        handOver(page);
                    } else {
                        created = now;
                        beginAnew();
                    }
                }));
    }

    private void beginAnew() {
        number = 0;
        floor = heard;
        catchUp = new CatchUp(stream, context.storage(), context.feed(), context.time(), floor);
        again();
    }

    private boolean isHeard(StoredEvent event) {
        return event.position() <= floor && event.stream().equals(stream.value());
    }

    /** What was handed over stays so; what comes next is whatever will stand behind what is stored now. */
    private CompletionStage<Void> wentBack(long head) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        self.run(() -> stored(head)
                .whenComplete((info, failure) -> self.run(() -> {
                    if (failure != null && Failures.unwrap(failure) instanceof StreamDeletedException) {
                        // It ends when it reads on.
                        done.complete(null);
                        return;
                    }
                    if (failure != null) {
                        done.completeExceptionally(failure);
                        return;
                    }
                    long last = info.map(StreamInfo::version).orElse(0L);
                    created = stream.isAll() ? created : info.map(StreamInfo::createdAt);
                    number = Math.min(number, last);
                    most = busy ? last : Long.MAX_VALUE;
                    position = Math.min(position, head);
                    heard = Math.min(heard, head);
                    floor = Math.min(floor, head);
                    catchUp = new CatchUp(stream, context.storage(), context.feed(), context.time(), position);
                    advanced = true;
                    next();
                    done.complete(null);
                })));
        return done;
    }

    private CompletionStage<Optional<StreamInfo>> stored(long head) {
        return stream.isAll()
                ? CompletableFuture.completedStage(Optional.of(new StreamInfo(stream, head, Instant.EPOCH)))
                : context.storage().info(stream, Deadline.after(context.time(), INFO_TIMEOUT));
    }

    private void failed(Throwable failure) {
        if (failure instanceof StreamDeletedException) {
            ended.completeExceptionally(failure);
            context.supervisor().stop(name, "deleted");
            return;
        }
        LOG.debug("a listener could not read; trying again", failure);
        context.time().schedule(RETRY, () -> self.run(this::again));
    }

    private void handOver(CatchUp.Page page) {
        List<RecordedEvent> batch = page.events().stream()
                .filter(event -> !isHeard(event))
                .map(context.decoder())
                .toList();
        advanced |= page.more() || !page.events().isEmpty();
        if (batch.isEmpty()) {
            passed(page);
            busy = false;
            next();
            return;
        }
        callbacks.add(() -> {
            try {
                consumer.accept(batch);
                self.run(() -> {
                    passed(page);
                    again();
                });
            } catch (Throwable failure) {
                ended.completeExceptionally(LiveSubscription.failed(stream, failure));
                context.supervisor().stop(name, "failed");
            }
        });
    }

    private void passed(CatchUp.Page page) {
        int count = page.events().size();
        number = Math.min(
                most, count == 0 ? page.upTo() : page.events().get(count - 1).number());
        most = Long.MAX_VALUE;
        for (StoredEvent event : page.events()) {
            if (event.stream().equals(stream.value())) {
                heard = Math.max(heard, event.position());
            }
        }
        position = stream.isAll() ? number : catchUp.followed().orElse(position);
    }

    private void again() {
        busy = false;
        advanced = true;
        next();
    }
}
