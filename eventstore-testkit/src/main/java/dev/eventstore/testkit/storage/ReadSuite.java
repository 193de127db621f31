package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pages of streams and of {@code $all}, what is known of a stream, and the head. Called by JUnit only. */
public abstract class ReadSuite extends StorageSuite {

    /** For subclasses. */
    protected ReadSuite() {}

    @Test
    public void a_page_forward_begins_at_its_number_and_ends_at_its_limit() {
        fill("order", 10);
        assertEquals(range(1, 10), numbers(readForward("order", 1, 100)));
        assertEquals(range(1, 10), numbers(readForward("order", 0, 100)));
        assertEquals(range(4, 6), numbers(readForward("order", 4, 3)));
        assertEquals(range(9, 10), numbers(readForward("order", 9, 3)));
        assertEquals(range(10, 10), numbers(readForward("order", 10, 1)));
    }

    @Test
    public void a_page_backward_begins_at_its_number_and_ends_at_its_limit() {
        fill("order", 10);
        assertEquals(reversed(1, 10), numbers(readBackward("order", Long.MAX_VALUE, 100)));
        assertEquals(reversed(8, 10), numbers(readBackward("order", Long.MAX_VALUE, 3)));
        assertEquals(reversed(8, 10), numbers(readBackward("order", 11, 3)));
        assertEquals(reversed(3, 5), numbers(readBackward("order", 5, 3)));
        assertEquals(reversed(1, 2), numbers(readBackward("order", 2, 3)));
    }

    @Test
    public void a_page_past_either_end_is_empty() {
        fill("order", 3);
        for (String stream : List.of("order", "$all")) {
            assertEquals(List.of(), readForward(stream, 4, 10));
            assertEquals(List.of(), readForward(stream, Long.MAX_VALUE, 10));
            assertEquals(List.of(), readBackward(stream, 0, 10));
            assertEquals(1, readForward(stream, 3, 10).size());
        }
    }

    @Test
    public void an_empty_all_is_read_as_nothing_until_something_is_written() {
        assertEquals(List.of(), all());
        assertEquals(List.of(), readBackward("$all", Long.MAX_VALUE, 10));
        fill("order", 1);
        assertEquals(1, all().size());
    }

    @Test
    public void all_has_every_event_in_the_order_of_writing_in_both_directions() {
        fill("a", 2);
        fill("b", 1);
        fill("a", 1);
        fill("c", 2);
        List<StoredEvent> forward = all();
        assertEquals(
                List.of("a", "a", "b", "a", "c", "c"),
                forward.stream().map(StoredEvent::stream).toList());
        assertEquals(
                List.of(1L, 2L, 1L, 3L, 1L, 2L),
                forward.stream().map(StoredEvent::version).toList());
        assertEquals(range(1, 6), numbers(forward));
        List<StoredEvent> backward = new ArrayList<>(readBackward("$all", Long.MAX_VALUE, 100));
        Collections.reverse(backward);
        assertEquals(storedIds(forward), storedIds(backward));
    }

    @Test
    public void a_number_is_the_version_in_a_stream_and_the_position_in_all() {
        fill("other", 5);
        fill("order", 2);
        for (StoredEvent event : readForward("order", 1, 10)) {
            assertEquals(event.version(), event.number());
            assertEquals(event.version() + 5, event.position());
        }
        for (StoredEvent event : readForward("$all", 6, 10)) {
            assertEquals("order", event.stream());
            assertEquals(event.position(), event.number());
            assertEquals(event.position() - 5, event.version());
        }
        assertEquals(List.of(2L, 1L), numbers(readBackward("order", Long.MAX_VALUE, 10)));
    }

    @Test
    public void a_stream_that_does_not_exist_is_not_found_in_either_direction() {
        fill("other", 1);
        for (boolean backward : List.of(true, false)) {
            var failure = Await.failure(
                    StreamNotFoundException.class,
                    storage().read(new ReadRequest(StreamId.of("order"), backward, 1, 10, soon())));
            assertEquals(StreamId.of("order"), failure.stream());
        }
    }

    @Test
    public void pages_of_every_size_put_together_are_the_whole() {
        for (int i = 0; i < 7; i++) {
            fill("order", 3);
            fill("other", 2);
        }
        for (String stream : List.of("order", "$all")) {
            List<StoredEvent> whole = readForward(stream, 1, 1_000);
            assertFalse(whole.isEmpty());
            for (int page : List.of(1, 2, 7, 1_000)) {
                assertEquals(storedIds(whole), storedIds(pages(stream, false, page)));
                List<StoredEvent> backward = pages(stream, true, page);
                Collections.reverse(backward);
                assertEquals(storedIds(whole), storedIds(backward));
            }
        }
    }

    @Test
    public void a_large_page_is_whole() {
        for (int i = 0; i < 10; i++) {
            fill("order", 1_000);
        }
        assertEquals(range(1, 10_000), numbers(readForward("order", 1, 10_000)));
        assertEquals(reversed(1, 10_000), numbers(readBackward("$all", Long.MAX_VALUE, 10_000)));
    }

    @Test
    public void what_one_storage_wrote_every_other_reads_at_once() {
        Storage another = openAnother();
        for (int i = 1; i <= 50; i++) {
            fill("order", 1);
            assertEquals(i, readForward(another, "order", 1, 100).size());
            assertEquals(i, Await.result(another.head(soon())));
        }
    }

    @Test
    public void the_head_is_the_position_of_the_last_event() {
        assertEquals(0, head());
        fill("order", 3);
        assertEquals(3, head());
        fill("other", 2);
        assertEquals(5, head());
    }

    @Test
    public void a_stream_is_known_by_its_version_and_the_time_of_its_first_event() {
        assertEquals(Optional.empty(), info("order"));
        fill("other", 1);
        fill("order", 2);
        assertEquals(Optional.of(new StreamInfo(StreamId.of("order"), 2, SOME_TIME)), info("order"));
        fill("order", 1);
        assertEquals(Optional.of(new StreamInfo(StreamId.of("order"), 3, SOME_TIME)), info("order"));
    }

    @Test
    public void all_always_exists_and_its_version_is_the_head() {
        assertEquals(0, info("$all").orElseThrow().version());
        fill("order", 3);
        fill("other", 1);
        StreamInfo info = info("$all").orElseThrow();
        assertEquals(StreamId.ALL, info.stream());
        assertEquals(4, info.version());
        assertTrue(
                info.createdAt().isAfter(SOME_TIME.minus(seconds(86_400L * 365 * 50))), "created " + info.createdAt());
    }

    private List<StoredEvent> pages(String stream, boolean backward, int size) {
        List<StoredEvent> whole = new ArrayList<>();
        long from = backward ? Long.MAX_VALUE : 1;
        while (true) {
            List<StoredEvent> page = backward ? readBackward(stream, from, size) : readForward(stream, from, size);
            whole.addAll(page);
            if (page.isEmpty()) {
                return whole;
            }
            from = page.get(page.size() - 1).number() + (backward ? -1 : 1);
        }
    }

    private Optional<StreamInfo> info(String stream) {
        return Await.result(storage().info(StreamId.of(stream), soon()));
    }

    private static List<Long> numbers(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::number).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<Long> reversed(long first, long last) {
        List<Long> numbers = new ArrayList<>(range(first, last));
        Collections.reverse(numbers);
        return numbers;
    }
}
