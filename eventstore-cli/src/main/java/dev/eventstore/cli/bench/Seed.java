package dev.eventstore.cli.bench;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.bench.yardstick.Payload;
import dev.eventstore.core.BulkEvent;
import dev.eventstore.core.BulkImport;
import java.util.ArrayList;
import java.util.List;

/** Fills a store with events of many streams, for measurements that read them. Stateless. */
final class Seed {

    private static final int BATCH = 5_000;
    private static final int STREAMS = 1_000;

    private Seed() {}

    static void fill(EventStore store, Payload payload, int events) {
        BulkImport target = BulkImport.of(store);
        List<BulkEvent> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < events; i++) {
            batch.add(new BulkEvent(StreamId.of("bench-" + i % STREAMS), payload.event()));
            if (batch.size() == BATCH || i == events - 1) {
                target.write(batch);
                batch = new ArrayList<>(BATCH);
            }
        }
    }
}
