package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.feed.FeedListener;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.ReadRequest;
import java.time.Duration;
import java.util.List;
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
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final StreamId stream;
    private final Consumer<List<RecordedEvent>> consumer;
    private final SubscriberContext context;
    private final ProcessName name;
    private final Self self;
    private final CallbackQueue callbacks;
    private final FeedListener feedListener;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile long position;
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
        this.feedListener = () -> self.run(() -> {
            advanced = true;
            next();
        });
    }

    void start(long head) {
        self.run(() -> {
            position = head;
            context.feed().add(feedListener);
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
        callbacks.add(() -> ended.complete(null));
        return CompletableFuture.completedStage(null);
    }

    private void next() {
        if (busy || !advanced) {
            return;
        }
        busy = true;
        advanced = false;
        context.feed()
                .after(position, PAGE)
                .thenCompose(
                        answer -> answer.isPresent() ? CompletableFuture.completedStage(answer.get()) : fromStorage())
                .whenComplete((answer, failure) -> self.run(() -> {
                    if (failure == null) {
                        handOver(answer);
                    } else {
                        LOG.debug("a listener could not read; trying again", Failures.unwrap(failure));
                        context.time().schedule(RETRY, () -> self.run(this::again));
                    }
                }));
    }

    private CompletionStage<Feed.Answer> fromStorage() {
        Deadline deadline = Deadline.after(context.time(), READ_TIMEOUT);
        return context.storage()
                .read(new ReadRequest(StreamId.ALL, false, position + 1, PAGE, deadline))
                .thenApply(events -> new Feed.Answer(
                        events,
                        events.isEmpty()
                                ? position
                                : events.get(events.size() - 1).position()));
    }

    private void handOver(Feed.Answer answer) {
        List<RecordedEvent> batch = answer.events().stream()
                .filter(event -> stream.isAll() || event.stream().equals(stream.value()))
                .map(event -> stream.isAll() ? event : event.numberedByVersion())
                .map(context.decoder())
                .toList();
        advanced |= !answer.events().isEmpty();
        if (batch.isEmpty()) {
            position = answer.upTo();
            busy = false;
            next();
            return;
        }
        callbacks.add(() -> {
            try {
                consumer.accept(batch);
                self.run(() -> {
                    position = answer.upTo();
                    again();
                });
            } catch (Throwable failure) {
                ended.completeExceptionally(LiveSubscription.failed(stream, failure));
                context.supervisor().stop(name, "failed");
            }
        });
    }

    private void again() {
        busy = false;
        advanced = true;
        next();
    }
}
