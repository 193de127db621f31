package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites share: a fixture and an open store for each test, and short words. Called by JUnit only. */
public abstract class StoreSuite {

    /** A stream that tests append to. */
    protected static final StreamId ORDER = StreamId.of("order");

    static final StreamId OTHER = StreamId.of("other");
    static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    /** Whatever the stream is. */
    protected static final ExpectedVersion ANY = ExpectedVersion.any();

    static final ExpectedVersion NO_STREAM = ExpectedVersion.noStream();

    private final List<EventStore> opened = new ArrayList<>();
    private EventStoreFixture fixture;
    private EventStore store;

    /**
     * The payload of the suites' events.
     *
     * @param n tells it from others
     */
    public record Happened(int n) {}

    /** For subclasses. */
    protected StoreSuite() {}

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

    /** The data of the test. */
    protected EventStoreFixture fixture() {
        return fixture;
    }

    /** The store that is open from the start. */
    protected EventStore store() {
        return store;
    }

    /** One more store on the same data; closed after the test. */
    protected EventStore open(String node) {
        return open(node, Map.of());
    }

    /** One more store with settings of its own; closed after the test. */
    protected EventStore open(String node, Map<String, Object> settings) {
        // Long leases: a machine that stands still for seconds is no reason to deliver again.
        var builder = fixture.newStore(node).setting("eventstore.subscription.lease-ttl", Duration.ofMinutes(2));
        settings.forEach(builder::setting);
        return closedLater(builder.open());
    }

    /** Has a store closed after the test. */
    protected EventStore closedLater(EventStore another) {
        opened.add(another);
        return another;
    }

    /** Closes the first store and opens another one of the same name, as a program that starts again. */
    EventStore restart() {
        store.close();
        store = open("node1");
        return store;
    }

    AppendResult append(StreamId stream, int count) {
        return store.append(stream, ANY, events(count));
    }

    /** An event whose payload has a number. */
    protected static EventData event(int n) {
        return EventData.of(new Happened(n));
    }

    /** Events whose payloads count from 1. */
    static List<EventData> events(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(StoreSuite::event).toList();
    }

    List<RecordedEvent> all() {
        return store.stream(StreamId.ALL, ReadOptions.forward()).toList();
    }

    /** The numbers of events. */
    protected static List<Long> numbers(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::number).toList();
    }

    static List<Integer> payloads(List<RecordedEvent> events) {
        return events.stream().map(e -> e.as(Happened.class).n()).toList();
    }

    /** The numbers between two, with both. */
    protected static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    static void assertNumbers(long first, long last, List<RecordedEvent> events) {
        assertEquals(range(first, last), numbers(events));
    }

    static ExpectedVersion exactly(long version) {
        return ExpectedVersion.exactly(version);
    }

    /** An event of another type. Thread-safe. */
    record MappedEvent(RecordedEvent original) implements RecordedEvent {

        @Override
        public UUID id() {
            return original.id();
        }

        @Override
        public String type() {
            return "mapped";
        }

        @Override
        public StreamId stream() {
            return original.stream();
        }

        @Override
        public long version() {
            return original.version();
        }

        @Override
        public long position() {
            return original.position();
        }

        @Override
        public long number() {
            return original.number();
        }

        @Override
        public Instant createdAt() {
            return original.createdAt();
        }

        @Override
        public Optional<UUID> causationId() {
            return original.causationId();
        }

        @Override
        public Optional<UUID> correlationId() {
            return original.correlationId();
        }

        @Override
        public byte[] data() {
            return original.data();
        }

        @Override
        public Optional<byte[]> metadata() {
            return original.metadata();
        }

        @Override
        public <T> T as(Class<T> type) {
            return original.as(type);
        }

        @Override
        public <T> Optional<T> metadataAs(Class<T> type) {
            return original.metadataAs(type);
        }
    }
}
