package dev.eventstore.testkit.link;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open storage for each test, and short words. Called by JUnit only. */
public abstract class OpenStorage {

    static final ExpectedVersion ANY = ExpectedVersion.any();
    static final ExpectedVersion NO_STREAM = ExpectedVersion.noStream();
    static final ExpectedVersion STREAM_EXISTS = ExpectedVersion.streamExists();
    static final Instant SOME_TIME = Instant.parse("2026-01-02T03:04:05.123456Z");
    static final String SOURCE = "source";
    static final String TARGET = "target";

    StorageFixture fixture;
    Storage storage;
    private final List<Storage> opened = new ArrayList<>();

    /** For subclasses. */
    protected OpenStorage() {}

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

    Storage openAnother() {
        Storage another = fixture.newStorage();
        opened.add(another);
        Await.result(another.open());
        return another;
    }

    Deadline soon() {
        return Deadline.after(fixture.time(), Await.patience());
    }

    CompletionStage<AppendResult> appending(String stream, ExpectedVersion expected, NewEvent... events) {
        return storage.append(new AppendRequest(
                StreamId.of(stream), expected, List.of(events), SOME_TIME, OptionalLong.empty(), soon()));
    }

    AppendResult append(String stream, ExpectedVersion expected, NewEvent... events) {
        return Await.result(appending(stream, expected, events));
    }

    /** Appends so many events to the stream that is linked from. */
    NewEvent[] source(int count) {
        NewEvent[] events = IntStream.range(0, count).mapToObj(i -> event()).toArray(NewEvent[]::new);
        append(SOURCE, ANY, events);
        return events;
    }

    CompletionStage<Linked> linking(
            Storage by, String target, ExpectedVersion expected, List<UUID> ids, OptionalLong epoch) {
        return by.links().link(new Request(StreamId.of(target), expected, ids, SOME_TIME, epoch, soon()));
    }

    Linked link(String target, ExpectedVersion expected, List<UUID> ids) {
        return Await.result(linking(storage, target, expected, ids, OptionalLong.empty()));
    }

    Linked link(String target, ExpectedVersion expected, NewEvent... events) {
        return link(target, expected, ids(events));
    }

    NewLinks linksAfter(long link, int limit) {
        return Await.result(storage.links().after(link, limit, soon()));
    }

    List<StoredEvent> readForward(String stream, long from, int limit) {
        return Await.result(storage.read(new ReadRequest(StreamId.of(stream), false, from, limit, soon())));
    }

    List<StoredEvent> readBackward(String stream, long from, int limit) {
        return Await.result(storage.read(new ReadRequest(StreamId.of(stream), true, from, limit, soon())));
    }

    long version(String stream) {
        return Await.result(storage.info(StreamId.of(stream), soon()))
                .map(StreamInfo::version)
                .orElse(0L);
    }

    static ExpectedVersion exactly(long version) {
        return ExpectedVersion.exactly(version);
    }

    static NewEvent event() {
        return new NewEvent(UUID.randomUUID(), "happened", "{}".getBytes(StandardCharsets.UTF_8), null, null, null);
    }

    static List<UUID> ids(NewEvent... events) {
        return Stream.of(events).map(NewEvent::id).toList();
    }

    static List<UUID> storedIds(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::id).toList();
    }

    static List<Long> numbers(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::number).toList();
    }
}
