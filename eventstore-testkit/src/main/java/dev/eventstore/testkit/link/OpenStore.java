package dev.eventstore.testkit.link;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.testkit.store.EventStoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open store for each test, and short words. Called by JUnit only. */
public abstract class OpenStore {

    static final ExpectedVersion ANY = ExpectedVersion.any();
    static final StreamId SOURCE = StreamId.of("source");
    static final StreamId TARGET = StreamId.of("target");

    EventStore store;
    private final List<EventStore> opened = new ArrayList<>();
    private EventStoreFixture fixture;

    /**
     * The payload of the events.
     *
     * @param n tells it from others
     */
    public record Happened(int n) {}

    /** For subclasses. */
    protected OpenStore() {}

    /**
     * The data of one test.
     *
     * @return a fixture with empty data
     */
    protected abstract EventStoreFixture newFixture();

    /** Opens a store on empty data. */
    @BeforeEach
    public void openStore() {
        fixture = newFixture();
        store = open("node1");
    }

    /** Closes the stores, then the fixture. */
    @AfterEach
    public void closeStores() {
        opened.forEach(EventStore::close);
        if (fixture != null) {
            fixture.close();
        }
    }

    /** One more store on the same data; closed after the test. */
    EventStore open(String node) {
        return openWith(node, "eventstore.enable-hard-deletes", true);
    }

    /** One more store on the same data with a setting of its own; closed after the test. */
    EventStore openWith(String node, String key, Object value) {
        EventStore another = fixture.newStore(node)
                .setting(key, value)
                .setting("eventstore.subscription.lease-ttl", Duration.ofMinutes(2))
                .open();
        opened.add(another);
        return another;
    }

    /** Appends so many events, and returns their ids. */
    List<UUID> append(StreamId stream, int count) {
        List<EventData> events =
                IntStream.rangeClosed(1, count).mapToObj(OpenStore::event).toList();
        store.append(stream, ANY, events);
        return events.stream().map(EventData::id).toList();
    }

    AppendResult link(List<UUID> ids) {
        return store.link(TARGET, ANY, ids);
    }

    List<RecordedEvent> read(StreamId stream) {
        return store.stream(stream, ReadOptions.forward()).toList();
    }

    static EventData event(int n) {
        return EventData.of(new Happened(n));
    }

    static List<UUID> ids(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::id).toList();
    }

    static List<Long> numbers(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::number).toList();
    }

    static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    static List<UUID> joined(List<UUID> first, List<UUID> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
