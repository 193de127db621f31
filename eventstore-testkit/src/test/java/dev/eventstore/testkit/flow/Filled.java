package dev.eventstore.testkit.flow;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Stores with some events. Confined to one thread. */
final class Filled implements AutoCloseable {

    /** As many elements as the suite gets if it asks for more. */
    static final int MANY = 500;

    static final long PATIENCE_MILLIS = 2_000;
    static final long QUIET_MILLIS = 50;

    private final List<EventStore> open = new ArrayList<>();

    EventStore open(long events) {
        EventStore store = InMemoryEventStore.open();
        open.add(store);
        store.append(
                StreamId.of("numbers"),
                ExpectedVersion.any(),
                LongStream.range(0, events)
                        .mapToObj(number -> EventData.json("Number", "" + number))
                        .toList());
        return store;
    }

    @Override
    public void close() {
        open.forEach(EventStore::close);
        open.clear();
    }
}
