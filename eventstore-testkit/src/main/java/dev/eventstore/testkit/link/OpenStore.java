package dev.eventstore.testkit.link;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.testkit.store.StoreSuite;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Stores that may delete for good, and short words. Called by JUnit only. */
public abstract class OpenStore extends StoreSuite {

    static final StreamId SOURCE = StreamId.of("source");
    static final StreamId TARGET = StreamId.of("target");

    /** For subclasses. */
    protected OpenStore() {}

    @Override
    protected EventStore open(String node) {
        return open(node, Map.of("eventstore.enable-hard-deletes", true));
    }

    /** Appends so many events, and returns their ids. */
    List<UUID> append(StreamId stream, int count) {
        List<EventData> events =
                IntStream.rangeClosed(1, count).mapToObj(StoreSuite::event).toList();
        store().append(stream, ANY, events);
        return events.stream().map(EventData::id).toList();
    }

    AppendResult link(List<UUID> ids) {
        return store().link(TARGET, ANY, ids);
    }

    List<RecordedEvent> read(StreamId stream) {
        return store().stream(stream, ReadOptions.forward()).toList();
    }

    static List<UUID> ids(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::id).toList();
    }

    static List<UUID> joined(List<UUID> first, List<UUID> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
