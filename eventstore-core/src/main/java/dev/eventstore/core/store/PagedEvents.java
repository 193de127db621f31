package dev.eventstore.core.store;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.flow.PageCursor;
import dev.eventstore.core.system.Blocking;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;

/**
 * The events of a stream, page by page; while one page is consumed the next is fetched. For one thread.
 */
final class PagedEvents implements Iterator<RecordedEvent> {

    private final Engine engine;
    private final StreamId stream;
    private final ReadOptions options;
    private final Duration perPage;
    private final PageCursor cursor;
    private List<RecordedEvent> page;
    private int index;
    private CompletableFuture<List<RecordedEvent>> next;

    /** Fetches the first page, and fails as it does. */
    PagedEvents(Engine engine, StreamId stream, ReadOptions options, Duration perPage) {
        this.engine = engine;
        this.stream = stream;
        this.options = options;
        this.perPage = perPage;
        this.cursor = new PageCursor(options);
        this.page = List.of();
        fetch();
        turnPage();
    }

    @Override
    public boolean hasNext() {
        if (index < page.size()) {
            return true;
        }
        return turnPage();
    }

    @Override
    public RecordedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the stream was read to its end");
        }
        return page.get(index++);
    }

    private boolean turnPage() {
        if (next == null) {
            return false;
        }
        page = Blocking.await(next);
        index = 0;
        next = null;
        cursor.read(page);
        if (cursor.hasNext()) {
            fetch();
        }
        return !page.isEmpty();
    }

    private void fetch() {
        next = engine.page(stream, options, cursor.from(), cursor.limit(), engine.deadline(perPage));
    }
}
