package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites share: a fixture and an open storage for each test, and short words. Called by JUnit only. */
public abstract class StorageSuite {

    /** Whatever the stream is. */
    protected static final ExpectedVersion ANY = ExpectedVersion.any();
    /** The stream must not exist. */
    protected static final ExpectedVersion NO_STREAM = ExpectedVersion.noStream();
    /** The stream must exist. */
    protected static final ExpectedVersion STREAM_EXISTS = ExpectedVersion.streamExists();
    /** A time in whole microseconds. */
    protected static final Instant SOME_TIME = Instant.parse("2026-01-02T03:04:05.123456Z");

    private final List<Storage> opened = new ArrayList<>();
    private StorageFixture fixture;
    private Storage storage;

    /** For subclasses. */
    protected StorageSuite() {}

    /**
     * The data of one test.
     *
     * @return a fixture with empty data
     */
    protected abstract StorageFixture newFixture();

    /** Opens a storage on empty data. */
    @BeforeEach
    public void open() {
        fixture = newFixture();
        storage = openAnother();
    }

    /** Closes the storages, then the fixture. */
    @AfterEach
    public void close() {
        opened.forEach(Storage::close);
        if (fixture != null) {
            fixture.close();
        }
    }

    /** The data of the test. */
    protected StorageFixture fixture() {
        return fixture;
    }

    /** The storage that is open from the start. */
    protected Storage storage() {
        return storage;
    }

    /** One more storage on the same data; closed after the test. */
    protected Storage openAnother() {
        Storage another = fixture.newStorage();
        opened.add(another);
        Await.result(another.open());
        return another;
    }

    /** When a call that works has ended for sure. */
    protected Deadline soon() {
        return Deadline.after(fixture.time(), Await.patience());
    }

    AppendRequest request(String stream, ExpectedVersion expected, List<NewEvent> events) {
        return new AppendRequest(StreamId.of(stream), expected, events, SOME_TIME, OptionalLong.empty(), soon());
    }

    /** An append under way. */
    protected CompletionStage<AppendResult> appending(String stream, ExpectedVersion expected, NewEvent... events) {
        return storage.append(request(stream, expected, List.of(events)));
    }

    /** An append that ended well. */
    protected AppendResult append(String stream, ExpectedVersion expected, NewEvent... events) {
        return Await.result(appending(stream, expected, events));
    }

    /** Appends so many events that nobody looks at. */
    void fill(String stream, int count) {
        if (count > 0) {
            Await.result(storage.append(request(stream, ANY, events(count))));
        }
    }

    /** A page from a number on. */
    protected List<StoredEvent> readForward(String stream, long from, int limit) {
        return readForward(storage, stream, from, limit);
    }

    List<StoredEvent> readForward(Storage reader, String stream, long from, int limit) {
        return Await.result(reader.read(new ReadRequest(StreamId.of(stream), false, from, limit, soon())));
    }

    /** A page from a number back. */
    protected List<StoredEvent> readBackward(String stream, long from, int limit) {
        return Await.result(storage.read(new ReadRequest(StreamId.of(stream), true, from, limit, soon())));
    }

    List<StoredEvent> all() {
        return readForward("$all", 1, 10_000);
    }

    long head() {
        return Await.result(storage.head(soon()));
    }

    /** The whole of {@code $all} is these events in this order, at positions without a gap. */
    void assertAllIs(NewEvent... events) {
        assertEquals(ids(List.of(events)), storedIds(all()), "the ids in $all");
        assertPositionsDense();
    }

    /** Positions are 1..n, the head is n, and each stream's versions are 1..m in the order of positions. */
    void assertPositionsDense() {
        List<StoredEvent> all = all();
        assertEquals(
                LongStream.rangeClosed(1, all.size()).boxed().toList(),
                all.stream().map(StoredEvent::position).toList(),
                "the positions");
        assertEquals(all.size(), head(), "the head");
        all.stream().map(StoredEvent::stream).distinct().forEach(stream -> {
            List<Long> versions = all.stream()
                    .filter(e -> e.stream().equals(stream))
                    .map(StoredEvent::version)
                    .toList();
            assertEquals(
                    LongStream.rangeClosed(1, versions.size()).boxed().toList(), versions, "versions of " + stream);
        });
    }

    static Instant createdAt(StoredEvent event) {
        return Instant.EPOCH.plus(event.createdAtMicros(), ChronoUnit.MICROS);
    }

    /** A fresh event. */
    protected static NewEvent event() {
        return event("happened");
    }

    static NewEvent event(String type) {
        return new NewEvent(UUID.randomUUID(), type, json("{\"a\": 1}"), null, null, null);
    }

    static List<NewEvent> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event("e" + i)).toList();
    }

    static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<UUID> ids(List<NewEvent> events) {
        return events.stream().map(NewEvent::id).toList();
    }

    /** The ids of stored events. */
    protected static List<UUID> storedIds(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::id).toList();
    }

    /** The stream has this version. */
    protected static ExpectedVersion exactly(long version) {
        return ExpectedVersion.exactly(version);
    }

    static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }
}
