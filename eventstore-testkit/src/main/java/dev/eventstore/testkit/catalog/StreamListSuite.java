package dev.eventstore.testkit.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageSuite;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists of streams, as a storage makes them. Called by JUnit only. */
public abstract class StreamListSuite extends StorageSuite {

    private static final Instant SOME_TIME = Instant.parse("2026-01-02T03:04:05.123456Z");
    private static final StreamQuery QUERY = StreamQuery.all();
    private static final StreamQuery OWN = QUERY.withoutAll();

    /** For subclasses. */
    protected StreamListSuite() {}

    @Test
    public void a_fresh_store_has_all_only() {
        Page<StreamInfo> page = list(QUERY);
        assertEquals(List.of("$all"), names(page));
        assertEquals(0, page.entries().get(0).version());
        assertEquals(1, page.totalEntries());
        assertEquals(0, list(OWN).totalEntries());
    }

    @Test
    public void a_stream_is_listed_with_its_version_and_the_time_of_its_first_event() {
        append("b", 2, SOME_TIME);
        append("a", 1, SOME_TIME.plusSeconds(1));
        append("b", 1, SOME_TIME.plusSeconds(2));
        Page<StreamInfo> page = list(OWN);
        assertEquals(
                List.of(
                        new StreamInfo(StreamId.of("a"), 1, SOME_TIME.plusSeconds(1)),
                        new StreamInfo(StreamId.of("b"), 3, SOME_TIME)),
                page.entries());
    }

    @Test
    public void all_is_listed_with_the_head_and_can_be_left_out() {
        append("a", 3, SOME_TIME);
        append("b", 1, SOME_TIME);
        Page<StreamInfo> page = list(QUERY);
        assertEquals(List.of("$all", "a", "b"), names(page));
        assertEquals(4, page.entries().get(0).version());
        assertEquals(List.of("a", "b"), names(list(OWN)));
    }

    @Test
    public void streams_are_in_the_order_of_their_names_in_both_directions() {
        List<String> ordered = List.of("!", "$all", "10", "9", "A", "B", "a", "ab", "b", "é", "שלום", "\uE000", "😀");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        shuffled.stream().filter(name -> !name.equals("$all")).forEach(name -> append(name, 1, SOME_TIME));
        assertEquals(ordered, names(list(QUERY)));
        assertEquals(reversed(ordered), names(list(QUERY.descending())));
    }

    @Test
    public void streams_are_in_the_order_of_their_versions_and_ties_by_name() {
        append("a", 5, SOME_TIME);
        append("d", 1, SOME_TIME);
        append("b", 3, SOME_TIME);
        append("c", 3, SOME_TIME);
        List<String> ordered = List.of("d", "b", "c", "a", "$all");
        assertEquals(ordered, names(list(QUERY.sortBy(Sort.VERSION))));
        assertEquals(reversed(ordered), names(list(QUERY.sortBy(Sort.VERSION).descending())));
    }

    @Test
    public void streams_are_in_the_order_of_their_creation_and_ties_by_name() {
        append("c", 1, SOME_TIME);
        append("b", 1, SOME_TIME);
        append("a", 1, SOME_TIME.plusNanos(1_000));
        append("d", 1, SOME_TIME.minusSeconds(1));
        append("d", 9, SOME_TIME.plusSeconds(9));
        List<String> ordered = List.of("d", "b", "c", "a");
        assertEquals(ordered, names(list(OWN.sortBy(Sort.CREATED))));
        assertEquals(reversed(ordered), names(list(OWN.sortBy(Sort.CREATED).descending())));
    }

    @Test
    public void where_nothing_is_deleted_the_order_of_deletion_is_that_of_names() {
        List.of("c", "a", "b").forEach(name -> append(name, 1, SOME_TIME));
        assertEquals(List.of("a", "b", "c"), names(list(OWN.sortBy(Sort.DELETED))));
        assertEquals(List.of("c", "b", "a"), names(list(OWN.sortBy(Sort.DELETED).descending())));
    }

    @Test
    public void softly_deleted_streams_are_marked_found_and_can_be_left_out() {
        List.of("order-1", "order-2", "other").forEach(name -> append(name, 2, SOME_TIME));
        Instant at = SOME_TIME.plusSeconds(60);
        delete("order-2", DeleteMode.SOFT, at);
        assertEquals(List.of("$all", "order-1", "order-2", "other"), names(list(QUERY)));
        Page<StreamInfo> found = list(QUERY.search("order"));
        assertEquals(List.of("order-1", "order-2"), names(found));
        assertEquals(
                new StreamInfo(StreamId.of("order-2"), 2, SOME_TIME, Optional.of(at)),
                found.entries().get(1));
        assertFalse(found.entries().get(0).isDeleted());
        Page<StreamInfo> left = list(QUERY.withoutDeleted());
        assertEquals(List.of("$all", "order-1", "other"), names(left));
        assertEquals(3, left.totalEntries());
        assertEquals(List.of("order-1"), names(list(QUERY.withoutDeleted().search("order"))));
    }

    @Test
    public void streams_are_in_the_order_of_their_deletion_and_the_others_last() {
        List.of("a", "b", "c", "d", "e").forEach(name -> append(name, 1, SOME_TIME));
        delete("d", DeleteMode.SOFT, SOME_TIME.plusSeconds(1));
        delete("b", DeleteMode.SOFT, SOME_TIME.plusSeconds(2));
        delete("c", DeleteMode.SOFT, SOME_TIME.plusSeconds(2));
        StreamQuery byDeletion = OWN.sortBy(Sort.DELETED);
        assertEquals(List.of("d", "b", "c", "a", "e"), names(list(byDeletion)));
        assertEquals(List.of("c", "b", "d", "e", "a"), names(list(byDeletion.descending())));
        assertEquals(List.of("c", "a"), names(list(byDeletion.pageSize(2).page(2))));
        assertEquals(List.of("a", "e"), names(list(byDeletion.withoutDeleted())));
    }

    @Test
    public void a_stream_that_was_removed_is_listed_no_more() {
        List.of("a", "b").forEach(name -> append(name, 1, SOME_TIME));
        delete("a", DeleteMode.HARD, SOME_TIME.plusSeconds(1));
        assertEquals(List.of("$all", "b"), names(list(QUERY)));
        assertEquals(2, list(QUERY).entries().get(0).version(), "no position is used again");
        append("a", 1, SOME_TIME.plusSeconds(2));
        assertEquals(
                new StreamInfo(StreamId.of("a"), 1, SOME_TIME.plusSeconds(2)),
                list(OWN).entries().get(0));
    }

    @Test
    public void pages_of_every_size_put_together_are_the_whole_in_every_order() {
        for (int i = 0; i < 23; i++) {
            append("s" + (i * 7) % 23, 1 + i % 3, SOME_TIME.plusSeconds(i % 4));
        }
        for (Sort sort : Sort.values()) {
            for (StreamQuery query : List.of(
                    QUERY.sortBy(sort),
                    OWN.sortBy(sort).descending(),
                    QUERY.sortBy(sort).search("1"))) {
                List<String> whole = names(list(query.pageSize(1_000)));
                assertTrue(whole.contains("s1") && whole.contains("s10"), "all of " + query + ": " + whole);
                for (int size : List.of(1, 5, 12, 24)) {
                    assertEquals(whole, paged(query.pageSize(size), whole.size()), query + " by " + size);
                }
            }
        }
    }

    @Test
    public void a_page_past_the_end_is_empty_and_knows_the_whole() {
        List.of("a", "b", "c").forEach(name -> append(name, 1, SOME_TIME));
        Page<StreamInfo> page = list(OWN.pageSize(2).page(3));
        assertEquals(List.of(), page.entries());
        assertEquals(3, page.totalEntries());
        assertEquals(2, page.totalPages());
        page = list(OWN.pageSize(1_000).page(Integer.MAX_VALUE));
        assertEquals(List.of(), page.entries());
        assertEquals(3, page.totalEntries());
    }

    @Test
    public void a_search_finds_what_contains_its_term_and_nothing_else() {
        List<String> all = List.of(
                "order-1",
                "Order-2",
                "100%",
                "1000",
                "a_b",
                "axb",
                "a\\b",
                "a\\\\b",
                "it's",
                "\"so\"",
                "😀-1",
                "שלום-עולם",
                "x' or '1'='1",
                "cost$",
                "a b");
        all.forEach(name -> append(name, 1, SOME_TIME));
        assertEquals(List.of("order-1"), found("order"));
        assertEquals(List.of("Order-2", "order-1"), found("rder"));
        assertEquals(List.of("100%"), found("%"));
        assertEquals(List.of("a_b"), found("_"));
        assertEquals(List.of("a\\\\b"), found("\\\\"));
        assertEquals(List.of("a\\\\b", "a\\b"), found("\\"));
        assertEquals(List.of("it's", "x' or '1'='1"), found("'"));
        assertEquals(List.of("x' or '1'='1"), found("' or '1'='1"));
        assertEquals(List.of("\"so\""), found("\""));
        assertEquals(List.of("😀-1"), found("😀"));
        assertEquals(List.of("שלום-עולם"), found("לום-"));
        assertEquals(List.of("a b", "x' or '1'='1"), found(" "));
        assertEquals(List.of(), found("%order%"));
        assertEquals(List.of(), found("."));
        assertEquals(all.size(), found("").size());
    }

    @Test
    public void all_is_found_by_its_name_like_any_other() {
        append("small", 1, SOME_TIME);
        append("other", 1, SOME_TIME);
        assertEquals(List.of("$all", "small"), names(list(QUERY.search("all"))));
        assertEquals(List.of("$all"), names(list(QUERY.search("$"))));
        assertEquals(1, list(QUERY.search("$")).totalEntries());
    }

    @Test
    public void totals_count_what_is_found_not_what_is_there() {
        IntStream.range(0, 12).forEach(i -> append("a" + i, 1, SOME_TIME));
        append("b", 1, SOME_TIME);
        Page<StreamInfo> page = list(QUERY.search("a1").pageSize(2).page(2));
        assertEquals(List.of("a11"), names(page));
        assertEquals(3, page.totalEntries());
        assertEquals(2, page.totalPages());
        assertEquals(2, page.number());
        assertEquals(2, page.size());
    }

    private List<String> found(String term) {
        return names(list(OWN.search(term)));
    }

    private List<String> paged(StreamQuery query, long total) {
        List<String> names = new ArrayList<>();
        Page<StreamInfo> page = list(query);
        while (true) {
            assertEquals(total, page.totalEntries(), "total of " + query);
            assertTrue(page.entries().size() <= query.size(), "size of " + query);
            names.addAll(names(page));
            if (!page.hasNext()) {
                return names;
            }
            page = list(query.page(page.number() + 1));
        }
    }

    private Page<StreamInfo> list(StreamQuery query) {
        return Await.result(storage().streams(query, soon()));
    }

    private void append(String stream, int count, Instant createdAt) {
        List<NewEvent> events = IntStream.range(0, count)
                .mapToObj(i -> new NewEvent(
                        UUID.randomUUID(), "happened", "{}".getBytes(StandardCharsets.UTF_8), null, null, null))
                .toList();
        Await.result(storage()
                .append(new AppendRequest(
                        StreamId.of(stream), ExpectedVersion.any(), events, createdAt, OptionalLong.empty(), soon())));
    }

    private void delete(String stream, DeleteMode mode, Instant at) {
        Await.result(storage()
                .delete(new Deletion(
                        StreamId.of(stream), ExpectedVersion.any(), mode, at, OptionalLong.empty(), soon())));
    }

    private static List<String> names(Page<StreamInfo> page) {
        return page.entries().stream().map(info -> info.stream().value()).toList();
    }

    private static List<String> reversed(List<String> names) {
        List<String> reversed = new ArrayList<>(names);
        Collections.reverse(reversed);
        return reversed;
    }
}
