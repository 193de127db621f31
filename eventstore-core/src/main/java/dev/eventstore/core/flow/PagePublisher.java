package dev.eventstore.core.flow;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.process.Failures;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * The events of a stream, read anew for each subscriber, page by page: the first at once, each other when the subscriber has been
 * given the one before and asks for more. Thread-safe.
 */
public final class PagePublisher implements Flow.Publisher<RecordedEvent> {

    private final ReadOptions options;
    private final BiFunction<Long, Integer, CompletionStage<List<RecordedEvent>>> pages;
    private final Executor executor;

    /**
     * A read that begins when somebody subscribes.
     *
     * @param options direction, start, limit and page size
     * @param pages reads the page that begins at a number and has at most so many events
     * @param executor runs the subscribers
     */
    public PagePublisher(
            ReadOptions options,
            BiFunction<Long, Integer, CompletionStage<List<RecordedEvent>>> pages,
            Executor executor) {
        this.options = options;
        this.pages = pages;
        this.executor = executor;
    }

    @Override
    public void subscribe(Subscriber<? super RecordedEvent> subscriber) {
        Pages read = new Pages(Objects.requireNonNull(subscriber, "subscriber must not be null"));
        read.begin();
        // At once, since a read that fails says so without being asked.
        read.wanted();
    }

    /** The cursor is touched by whoever reads, one at a time. */
    private final class Pages extends Emission<RecordedEvent> {

        private final PageCursor cursor = new PageCursor(options);
        private final AtomicBoolean reading = new AtomicBoolean();

        Pages(Subscriber<? super RecordedEvent> subscriber) {
            super(subscriber, executor);
        }

        @Override
        protected void wanted() {
            if (reading.compareAndSet(false, true)) {
                pages.apply(cursor.from(), cursor.limit()).whenComplete(this::read);
            }
        }

        private void read(List<RecordedEvent> page, Throwable failure) {
            if (failure != null) {
                end(Failures.unwrap(failure));
                return;
            }
            cursor.read(page);
            add(page);
            if (cursor.hasNext()) {
                // Not before the page was added: the next one must not overtake it.
                reading.set(false);
                wake();
            } else {
                end(null);
            }
        }

        @Override
        protected void cancelled() {
            // The page that is on its way finds nobody.
        }
    }
}
