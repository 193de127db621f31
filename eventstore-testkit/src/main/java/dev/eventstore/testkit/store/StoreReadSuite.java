package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Reading through the public api: one page, lazy pages, both directions, {@code $all}, info. Called by JUnit only. */
public abstract class StoreReadSuite extends StoreSuite {

    private static final ReadOptions FORWARD = ReadOptions.forward();
    private static final ReadOptions BACKWARD = ReadOptions.backward();

    /** For subclasses. */
    protected StoreReadSuite() {}

    @Test
    public void a_page_forward_begins_at_its_number_and_keeps_its_limit() {
        append(ORDER, 10);
        assertNumbers(1, 10, store().read(ORDER, FORWARD));
        assertNumbers(1, 10, store().read(ORDER, FORWARD.from(0)));
        assertNumbers(1, 3, store().read(ORDER, FORWARD.limit(3)));
        assertNumbers(4, 6, store().read(ORDER, FORWARD.from(4).limit(3)));
        assertNumbers(9, 10, store().read(ORDER, FORWARD.from(9).limit(100)));
        assertEquals(List.of(), store().read(ORDER, FORWARD.from(11)));
        assertEquals(List.of(), store().read(ORDER, FORWARD.limit(0)));
    }

    @Test
    public void a_page_backward_begins_at_its_number_and_keeps_its_limit() {
        append(ORDER, 10);
        assertEquals(reversed(1, 10), numbers(store().read(ORDER, BACKWARD)));
        assertEquals(reversed(8, 10), numbers(store().read(ORDER, BACKWARD.limit(3))));
        assertEquals(
                reversed(3, 5), numbers(store().read(ORDER, BACKWARD.from(5).limit(3))));
        assertEquals(reversed(1, 2), numbers(store().read(ORDER, BACKWARD.from(2))));
        assertEquals(reversed(1, 10), numbers(store().read(ORDER, BACKWARD.from(1_000))));
        assertEquals(List.of(), store().read(ORDER, BACKWARD.from(0)));
    }

    @Test
    public void without_a_limit_one_page_is_read() {
        append(ORDER, 10);
        assertNumbers(1, 4, store().read(ORDER, FORWARD.pageSize(4)));
        assertEquals(reversed(7, 10), numbers(store().read(ORDER, BACKWARD.pageSize(4))));
        assertNumbers(1, 10, store().stream(ORDER, FORWARD.pageSize(4)).toList());
    }

    @Test
    public void a_lazy_stream_has_every_event_whatever_the_size_of_its_pages() {
        for (int i = 0; i < 5; i++) {
            append(ORDER, 4);
            append(OTHER, 1);
        }
        for (int page : List.of(1, 2, 3, 20, 25, 10_000)) {
            assertNumbers(1, 20, store().stream(ORDER, FORWARD.pageSize(page)).toList());
            assertNumbers(
                    1, 25, store().stream(StreamId.ALL, FORWARD.pageSize(page)).toList());
            assertEquals(
                    reversed(1, 20),
                    numbers(store().stream(ORDER, BACKWARD.pageSize(page)).toList()));
            assertEquals(
                    reversed(1, 25),
                    numbers(store().stream(StreamId.ALL, BACKWARD.pageSize(page))
                            .toList()));
        }
    }

    @Test
    public void a_lazy_stream_keeps_its_start_and_its_limit_across_pages() {
        append(ORDER, 20);
        assertNumbers(
                5,
                14,
                store().stream(ORDER, FORWARD.from(5).limit(10).pageSize(3)).toList());
        assertEquals(
                reversed(6, 15),
                numbers(store().stream(ORDER, BACKWARD.from(15).limit(10).pageSize(5))
                        .toList()));
        assertEquals(List.of(), store().stream(ORDER, FORWARD.from(21)).toList());
        assertEquals(List.of(), store().stream(ORDER, FORWARD.limit(0)).toList());
    }

    @Test
    public void a_lazy_stream_meets_forward_what_is_appended_on_its_way() {
        append(ORDER, 6);
        Iterator<RecordedEvent> events =
                store().stream(ORDER, FORWARD.pageSize(2)).iterator();
        assertEquals(1, events.next().number());
        append(ORDER, 6);
        List<RecordedEvent> rest = new ArrayList<>();
        events.forEachRemaining(rest::add);
        assertNumbers(2, 12, rest);
    }

    @Test
    public void a_lazy_stream_need_not_be_read_to_its_end_nor_closed() {
        append(ORDER, 50);
        for (int i = 0; i < 200; i++) {
            assertEquals(
                    1,
                    store().stream(ORDER, FORWARD.pageSize(2))
                            .findFirst()
                            .orElseThrow()
                            .number());
        }
        assertEquals(51, append(ORDER, 1).lastVersion());
    }

    @Test
    public void all_is_in_the_order_of_appends_and_numbered_by_position() {
        append(ORDER, 2);
        append(OTHER, 1);
        append(ORDER, 1);
        List<RecordedEvent> all = store().read(StreamId.ALL, FORWARD);
        assertNumbers(1, 4, all);
        assertEquals(
                List.of(ORDER, ORDER, OTHER, ORDER),
                all.stream().map(RecordedEvent::stream).toList());
        assertEquals(
                List.of(1L, 2L, 1L, 3L),
                all.stream().map(RecordedEvent::version).toList());
        RecordedEvent last = store().read(ORDER, BACKWARD.limit(1)).get(0);
        assertEquals(List.of(3L, 3L, 4L), List.of(last.number(), last.version(), last.position()));
    }

    @Test
    public void an_empty_all_reads_as_nothing_until_something_is_appended() {
        assertEquals(List.of(), store().read(StreamId.ALL, FORWARD));
        assertEquals(List.of(), store().stream(StreamId.ALL, BACKWARD).toList());
        append(ORDER, 1);
        assertEquals(1, store().read(StreamId.ALL, BACKWARD).size());
    }

    @Test
    public void a_stream_that_does_not_exist_is_not_found() {
        append(OTHER, 1);
        for (ReadOptions options : List.of(FORWARD, BACKWARD, FORWARD.from(5))) {
            var missing = assertThrows(StreamNotFoundException.class, () -> store().read(ORDER, options));
            assertEquals(ORDER, missing.stream());
            assertThrows(StreamNotFoundException.class, () -> store().stream(ORDER, options));
        }
    }

    @Test
    public void odd_names_are_read_back_and_told_apart() {
        List<String> names =
                List.of("a", "A", "a b", "a/b", "a%2Fb", "a,b", "日本語", "🎉", "'; drop table", "x".repeat(255));
        names.forEach(
                name -> store().append(StreamId.of(name), NO_STREAM, List.of(EventData.json(name, "{\"n\": 1}"))));
        for (String name : names) {
            RecordedEvent event = store().read(StreamId.of(name), FORWARD).get(0);
            assertEquals(List.of(name, name), List.of(event.stream().value(), event.type()));
        }
    }

    @Test
    public void every_node_reads_at_once_what_any_node_has_written() {
        EventStore another = open("node2");
        for (int i = 1; i <= 30; i++) {
            append(ORDER, 1);
            assertEquals(i, another.read(ORDER, FORWARD).size());
            assertEquals(i, another.info(ORDER).orElseThrow().version());
        }
    }

    @Test
    public void a_reader_of_all_sees_no_gap_while_others_append() {
        AtomicBoolean done = new AtomicBoolean();
        EventStore another = open("node2");
        CompletableFuture<Long> reader = Race.beside(() -> {
            long next = 1;
            while (true) {
                boolean last = done.get();
                for (RecordedEvent event :
                        another.stream(StreamId.ALL, FORWARD.from(next)).toList()) {
                    if (event.number() != next) {
                        throw new AssertionError("position " + event.number() + " came in place of " + next);
                    }
                    next++;
                }
                if (last) {
                    return next - 1;
                }
            }
        });
        List<Race.Outcome<Integer>> outcomes;
        try {
            outcomes = Race.run(4, () -> {
                for (int i = 0; i < 50; i++) {
                    append(StreamId.of("s" + i % 5), 2);
                }
                return 100;
            });
        } finally {
            // Else the reader goes on for ever beside the tests that follow.
            done.set(true);
        }
        assertEquals(400, outcomes.stream().mapToInt(o -> o.returned()).sum());
        assertEquals(400, Await.result(reader));
    }

    @Test
    public void a_stream_is_known_by_its_version_and_age() {
        assertEquals(Optional.empty(), store().info(ORDER));
        append(OTHER, 1);
        append(ORDER, 2);
        StreamInfo first = store().info(ORDER).orElseThrow();
        append(ORDER, 1);
        StreamInfo second = store().info(ORDER).orElseThrow();
        assertEquals(List.of(2L, 3L), List.of(first.version(), second.version()));
        assertEquals(first.createdAt(), second.createdAt());
        Duration age = Duration.between(second.createdAt(), Instant.now());
        assertTrue(age.abs().compareTo(Duration.ofMinutes(1)) < 0, "age " + age);
        assertEquals(4, store().info(StreamId.ALL).orElseThrow().version());
    }

    @Test
    public void what_was_appended_outlives_the_store() {
        append(ORDER, 3);
        append(OTHER, 2);
        List<RecordedEvent> before = all();
        assertFalse(before.isEmpty());
        restart();
        assertEquals(before, all());
        assertEquals(4, store().append(ORDER, exactly(3), events(1)).lastVersion());
    }

    @Test
    public void two_stores_on_different_data_know_nothing_of_each_other() {
        append(ORDER, 2);
        EventStoreFixture elsewhere = newFixture();
        try (elsewhere;
                EventStore other = elsewhere.newStore("node1").open()) {
            assertEquals(Optional.empty(), other.info(ORDER));
            assertEquals(1, other.append(ORDER, NO_STREAM, events(1)).lastPosition());
        }
        assertEquals(2, all().size());
    }

    private static List<Long> reversed(long first, long last) {
        List<Long> numbers = new ArrayList<>(range(first, last));
        Collections.reverse(numbers);
        return numbers;
    }
}
