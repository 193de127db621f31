package dev.eventstore.testkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.testkit.memory.table.StreamList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lists of softly deleted streams, as the database does it. */
class StreamListTest {

    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");
    private static final List<StreamInfo> STREAMS = List.of(
            new StreamInfo(StreamId.ALL, 9, T),
            new StreamInfo(StreamId.of("a"), 1, T),
            deleted("b", 2),
            deleted("c", 2),
            deleted("d", 1),
            new StreamInfo(StreamId.of("e"), 1, T));
    private static final StreamQuery OWN = StreamQuery.all().withoutAll();

    private static StreamInfo deleted(String name, int seconds) {
        return new StreamInfo(StreamId.of(name), 1, T, Optional.of(T.plusSeconds(seconds)));
    }

    private static List<String> names(StreamQuery query) {
        return StreamList.page(STREAMS, query).entries().stream()
                .map(info -> info.stream().value())
                .toList();
    }

    @Test
    void softly_deleted_streams_are_listed_unless_they_are_left_out() {
        assertEquals(List.of("a", "b", "c", "d", "e"), names(OWN));
        assertEquals(List.of("a", "e"), names(OWN.withoutDeleted()));
        Page<StreamInfo> page = StreamList.page(STREAMS, StreamQuery.all().withoutDeleted());
        assertEquals(3, page.totalEntries());
    }

    @Test
    void streams_are_in_the_order_of_their_deletion_and_the_others_last() {
        assertEquals(List.of("d", "b", "c", "a", "e"), names(OWN.sortBy(Sort.DELETED)));
        assertEquals(
                List.of("c", "b", "d", "e", "a"), names(OWN.sortBy(Sort.DELETED).descending()));
    }
}
