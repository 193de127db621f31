package dev.eventstore.core;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.store.DefaultEventStore;
import dev.eventstore.core.system.Blocking;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Imports events of many streams in their order, which becomes that of {@code $all}; events whose ids are stored already are
 * passed over, so an import that was cut off is simply run again. Thread-safe, but the order of concurrent batches is open.
 */
public final class BulkImport {

    private static final int MAX_EVENTS = 10_000;

    private final DefaultEventStore store;

    private BulkImport(DefaultEventStore store) {
        this.store = store;
    }

    /**
     * The import of a store.
     *
     * @param store a store that {@link EventStores} opened
     * @return its import
     * @throws NotSupportedException if it is another kind of store
     */
    public static BulkImport of(EventStore store) {
        if (store instanceof DefaultEventStore known) {
            return new BulkImport(known);
        }
        throw new NotSupportedException("this store cannot import: it was not opened by EventStores");
    }

    /**
     * Writes events in one transaction, and waits until they are durable.
     *
     * @param events the events, at most 10,000
     * @return how many were written and how many were stored already
     * @throws dev.eventstore.api.error.EventStoreException if nothing was written, or, after a lost connection, everything may
     *     have been: write the same events again
     * @throws IllegalArgumentException if there are too many events, or one is for {@code $all}
     */
    public ImportResult write(List<BulkEvent> events) {
        return Blocking.await(writeAsync(events));
    }

    /**
     * Writes events in one transaction, without waiting.
     *
     * @param events the events, at most 10,000
     * @return completes when they are durable, on a thread of the store: what is chained must not wait
     * @throws IllegalArgumentException if there are too many events, or one is for {@code $all}
     */
    public CompletionStage<ImportResult> writeAsync(List<BulkEvent> events) {
        if (events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "events must be at most " + MAX_EVENTS + " at a time, but were " + events.size());
        }
        List<ImportEvent> encoded = new ArrayList<>(events.size());
        for (BulkEvent event : events) {
            encoded.add(store.encode(event.stream(), event.event()));
        }
        return store.importBatch(encoded);
    }
}
