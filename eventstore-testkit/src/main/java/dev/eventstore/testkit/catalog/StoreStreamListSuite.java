package dev.eventstore.testkit.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.store.StoreSuite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists of streams through the public api. Called by JUnit only. */
public abstract class StoreStreamListSuite extends StoreSuite {

    private static final StreamQuery QUERY = StreamQuery.all();

    /** For subclasses. */
    protected StoreStreamListSuite() {}

    @Test
    public void the_first_fifty_streams_by_name_are_listed_unless_something_else_is_asked_for() {
        IntStream.rangeClosed(1, 60).forEach(i -> append("s" + (100 + i), 1));
        Page<StreamInfo> page = store().streams(QUERY);
        assertEquals(50, page.entries().size());
        assertEquals(StreamId.ALL, page.entries().get(0).stream());
        assertEquals("s149", page.entries().get(49).stream().value());
        assertEquals(61, page.totalEntries());
        assertEquals(2, page.totalPages());
        assertTrue(page.hasNext());
        assertEquals(11, store().streams(QUERY.page(2)).entries().size());
        assertFalse(store().streams(QUERY.page(2)).hasNext());
    }

    @Test
    public void what_is_listed_is_what_is_known_of_each_stream() {
        append("a", 3);
        append("b", 1);
        for (StreamInfo listed : store().streams(QUERY).entries()) {
            assertEquals(store().info(listed.stream()).orElseThrow(), listed);
            assertFalse(listed.isDeleted());
        }
        assertEquals(List.of("$all", "a", "b"), names(QUERY));
    }

    @Test
    public void order_direction_search_and_pages_go_together() {
        append("order-1", 3);
        append("order-2", 1);
        append("order-3", 2);
        append("other", 9);
        StreamQuery orders = QUERY.search("order-").sortBy(Sort.VERSION);
        assertEquals(List.of("order-2", "order-3", "order-1"), names(orders));
        assertEquals(List.of("order-1", "order-3", "order-2"), names(orders.descending()));
        assertEquals(
                List.of("order-2", "order-3", "order-1"),
                names(orders.descending().ascending()));
        assertEquals(List.of("order-1"), names(orders.pageSize(2).page(2)));
        assertEquals(
                List.of("$all", "other"),
                names(QUERY.sortBy(Sort.VERSION).descending().pageSize(2)));
        assertEquals(
                List.of("other"),
                names(QUERY.withoutAll().sortBy(Sort.VERSION).descending().pageSize(1)));
    }

    @Test
    public void a_softly_deleted_stream_stays_in_the_list_marked_with_its_time() {
        append("a", 1);
        append("b", 3);
        append("c", 1);
        Instant before = Instant.now().minusSeconds(60);
        store().delete(StreamId.of("b"), ExpectedVersion.any(), DeleteMode.SOFT);
        assertEquals(List.of("$all", "a", "b", "c"), names(QUERY));
        StreamInfo deleted = store().streams(QUERY.search("b")).entries().get(0);
        assertTrue(deleted.isDeleted());
        assertEquals(3, deleted.version());
        assertTrue(deleted.deletedAt().orElseThrow().isAfter(before), deleted::toString);
        assertEquals(List.of("b", "a", "c"), names(QUERY.withoutAll().sortBy(Sort.DELETED)));
        assertEquals(List.of("$all", "a", "c"), names(QUERY.withoutDeleted()));
    }

    @Test
    public void the_term_of_a_search_is_data() {
        List<String> names = List.of("100%", "a_b", "it's; drop table streams", "\"q\"", "a\\b", "😀", "שלום");
        names.forEach(name -> append(name, 1));
        names.forEach(name -> assertEquals(List.of(name), names(QUERY.search(name))));
        assertEquals(List.of("100%"), names(QUERY.search("%")));
        assertEquals(List.of("a_b"), names(QUERY.search("_")));
        assertEquals(List.of("it's; drop table streams"), names(QUERY.search("'")));
        assertEquals(names.size() + 1, store().streams(QUERY.search("")).totalEntries());
    }

    @Test
    public void what_cannot_be_asked_is_refused_with_what_is_allowed() {
        append("a", 1);
        assertSays("pageSize must be between 1 and 1000, but was 0", () -> QUERY.pageSize(0));
        assertSays("pageSize must be between 1 and 1000, but was 1001", () -> QUERY.pageSize(1_001));
        assertSays("page must be 1 or more, but was 0", () -> QUERY.page(0));
        assertSays("search must have at most 255 characters", () -> QUERY.search("x".repeat(256)));
        assertSays("search must be printable", () -> QUERY.search("a\u0000"));
        assertSays("search must be printable", () -> QUERY.search("\uD83D"));
        assertThrows(NullPointerException.class, () -> store().streams(null));
        assertEquals(List.of("a"), names(QUERY.withoutAll().pageSize(1_000)));
    }

    @Test
    public void every_node_lists_the_same_with_and_without_waiting() {
        append("a", 1);
        EventStore other = open("node2", Map.of());
        other.append(StreamId.of("b"), ExpectedVersion.noStream(), List.of(EventData.json("T", "{}")));
        assertEquals(List.of("$all", "a", "b"), names(QUERY));
        assertEquals(store().streams(QUERY), Await.result(other.async().streams(QUERY)));
        other.close();
        assertThrows(StoreClosedException.class, () -> other.streams(QUERY));
        assertEquals(List.of("$all", "a", "b"), names(QUERY));
    }

    private void append(String stream, int count) {
        store().append(
                        StreamId.of(stream),
                        ExpectedVersion.any(),
                        IntStream.range(0, count)
                                .mapToObj(i -> EventData.json("T", "{}"))
                                .toList());
    }

    private List<String> names(StreamQuery query) {
        return store().streams(query).entries().stream()
                .map(info -> info.stream().value())
                .toList();
    }

    private static void assertSays(String part, Runnable call) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
}
