package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Events of many streams that are written in a given order. Called by JUnit only. */
public abstract class ImportSuite extends StorageSuite {

    /** For subclasses. */
    protected ImportSuite() {}

    @Test
    public void the_order_of_an_import_becomes_that_of_all() {
        List<ImportEvent> events = interleaved(30, 4);
        assertEquals(new ImportResult(30, 0, 30), imported(storage(), events));
        assertEquals(importIds(events), storedIds(all()));
        assertEquals(
                events.stream().map(e -> e.stream().value()).toList(),
                all().stream().map(StoredEvent::stream).toList());
        assertPositionsDense();
    }

    @Test
    public void an_import_goes_on_where_streams_end() {
        fill("s0", 2);
        List<ImportEvent> events = interleaved(4, 2);
        assertEquals(new ImportResult(4, 0, 6), imported(storage(), events));
        assertEquals(
                List.of(3L, 1L, 4L, 2L),
                readForward("$all", 3, 10).stream().map(StoredEvent::version).toList());
        assertEquals(5, append("s0", exactly(4), event()).lastVersion());
    }

    @Test
    public void every_event_keeps_its_own_time_and_everything_else() {
        NewEvent first = event("first");
        NewEvent second =
                new NewEvent(event().id(), "second", json("{}"), json("{\"m\": 1}"), event().id(), event().id());
        imported(
                storage(),
                List.of(
                        new ImportEvent(StreamId.of("s"), first, SOME_TIME.plusSeconds(5)),
                        new ImportEvent(StreamId.of("s"), second, SOME_TIME)));
        List<StoredEvent> stored = readForward("s", 1, 10);
        assertEquals(
                List.of(SOME_TIME.plusSeconds(5), SOME_TIME),
                stored.stream().map(StorageSuite::createdAt).toList());
        assertEquals(
                List.of("first", "second"),
                stored.stream().map(StoredEvent::type).toList());
        assertEquals(second.causationId(), stored.get(1).causationId());
        assertEquals(second.correlationId(), stored.get(1).correlationId());
    }

    @Test
    public void an_import_done_twice_adds_nothing() {
        List<ImportEvent> events = interleaved(20, 3);
        imported(storage(), events);
        assertEquals(new ImportResult(0, 20, 20), imported(storage(), events));
        assertEquals(importIds(events), storedIds(all()));
        assertPositionsDense();
    }

    @Test
    public void events_that_are_there_already_are_passed_over_one_by_one() {
        List<ImportEvent> events = interleaved(20, 3);
        imported(storage(), events.subList(5, 9));
        fill("s0", 1);
        assertEquals(new ImportResult(16, 4, 21), imported(storage(), events));
        assertEquals(21, all().size());
        assertPositionsDense();
    }

    @Test
    public void an_event_that_stands_in_another_stream_is_passed_over() {
        NewEvent event = event();
        append("elsewhere", NO_STREAM, event);
        NewEvent fresh = event();
        assertEquals(
                new ImportResult(1, 1, 2),
                imported(
                        storage(),
                        List.of(
                                new ImportEvent(StreamId.of("s"), event, SOME_TIME),
                                new ImportEvent(StreamId.of("s"), fresh, SOME_TIME))));
        assertAllIs(event, fresh);
        assertEquals(List.of(fresh.id()), storedIds(readForward("s", 1, 10)));
    }

    @Test
    public void an_id_that_occurs_twice_in_an_import_is_written_once() {
        NewEvent twice = event();
        NewEvent between = event();
        assertEquals(
                new ImportResult(2, 1, 2),
                imported(
                        storage(),
                        List.of(
                                new ImportEvent(StreamId.of("s"), twice, SOME_TIME),
                                new ImportEvent(StreamId.of("s"), between, SOME_TIME),
                                new ImportEvent(StreamId.of("t"), twice, SOME_TIME))));
        assertAllIs(twice, between);
    }

    @Test
    public void an_import_of_ten_thousand_events_of_many_streams_is_whole() {
        List<ImportEvent> events = interleaved(10_000, 300);
        assertEquals(new ImportResult(10_000, 0, 10_000), imported(storage(), events));
        assertEquals(importIds(events), storedIds(all()));
        assertPositionsDense();
    }

    @Test
    public void the_same_import_at_once_on_two_storages_is_written_once() {
        Storage another = openAnother();
        List<ImportEvent> events = interleaved(500, 20);
        var outcomes = Race.<ImportResult>run(
                List.<Callable<ImportResult>>of(() -> imported(storage(), events), () -> imported(another, events)));
        assertEquals(
                500, outcomes.stream().mapToInt(o -> o.returned().written()).sum());
        assertEquals(
                500, outcomes.stream().mapToInt(o -> o.returned().present()).sum());
        assertEquals(importIds(events), storedIds(all()));
        assertPositionsDense();
    }

    @Test
    public void appends_and_imports_at_once_leave_no_gap() {
        Storage another = openAnother();
        List<ImportEvent> events = interleaved(400, 5);
        List<Callable<Integer>> runners = new ArrayList<>();
        runners.add(() -> {
            for (int i = 0; i < 400; i += 50) {
                imported(another, events.subList(i, i + 50));
            }
            return 400;
        });
        for (int i = 0; i < 2; i++) {
            runners.add(() -> {
                for (int n = 0; n < 50; n++) {
                    fill("s" + n % 5, 2);
                }
                return 100;
            });
        }
        assertEquals(600, Race.run(runners).stream().mapToInt(o -> o.returned()).sum());
        assertEquals(600, head());
        assertPositionsDense();
        List<UUID> wanted = importIds(events);
        assertEquals(wanted, storedIds(all()).stream().filter(wanted::contains).toList());
    }

    private ImportResult imported(Storage storage, List<ImportEvent> events) {
        return Await.result(storage.importBatch(events, soon()));
    }

    private static List<ImportEvent> interleaved(int count, int streams) {
        List<ImportEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new ImportEvent(StreamId.of("s" + i % streams), event("e" + i), SOME_TIME.plusMillis(i)));
        }
        return events;
    }

    private static List<UUID> importIds(List<ImportEvent> events) {
        return events.stream().map(e -> e.event().id()).toList();
    }
}
