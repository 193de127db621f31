package dev.eventstore.testkit.link;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageSuite;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Short words of the suites about links and deletions. Called by JUnit only. */
public abstract class OpenStorage extends StorageSuite {

    static final String SOURCE = "source";
    static final String TARGET = "target";

    /** For subclasses. */
    protected OpenStorage() {}

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
        return Await.result(linking(storage(), target, expected, ids, OptionalLong.empty()));
    }

    Linked link(String target, ExpectedVersion expected, NewEvent... events) {
        return link(target, expected, ids(events));
    }

    NewLinks linksAfter(long link, int limit) {
        return Await.result(storage().links().after(link, limit, soon()));
    }

    long version(String stream) {
        return Await.result(storage().info(StreamId.of(stream), soon()))
                .map(StreamInfo::version)
                .orElse(0L);
    }

    static List<UUID> ids(NewEvent... events) {
        return Stream.of(events).map(NewEvent::id).toList();
    }

    static List<Long> numbers(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::number).toList();
    }
}
