package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.stream.StreamQuery.Sort;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of streams that were deleted, and of very many. */
class StreamListTest {

    private static final StreamQuery QUERY = StreamQuery.all();

    private TestDatabase database;
    private TestStore store;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        store = new TestStore(Stores.config(database));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private void delete(String stream, String at) {
        database.run(
                "update " + database.schema() + ".streams set deleted_at = '" + at + "' where name = '" + stream + "'");
    }

    private Page<StreamInfo> list(StreamQuery query) {
        return Await.result(store.storage.streams(query, store.soon()));
    }

    private List<String> names(StreamQuery query) {
        return list(query).entries().stream().map(info -> info.stream().value()).toList();
    }

    @Test
    void softly_deleted_streams_are_marked_and_can_be_left_out() {
        for (String name : List.of("a", "b", "c")) {
            Await.result(store.append(name, event("e"), event("e")));
        }
        delete("b", "2026-03-04 05:06:07.123456Z");
        assertEquals(List.of("$all", "a", "b", "c"), names(QUERY));
        StreamInfo deleted = list(QUERY.search("b")).entries().get(0);
        assertTrue(deleted.isDeleted());
        assertEquals(
                "2026-03-04T05:06:07.123456Z", deleted.deletedAt().orElseThrow().toString());
        assertEquals(2, deleted.version());
        assertEquals(Optional.empty(), list(QUERY.search("c")).entries().get(0).deletedAt());
        assertEquals(List.of("$all", "a", "c"), names(QUERY.withoutDeleted()));
        assertEquals(3, list(QUERY.withoutDeleted()).totalEntries());
    }

    @Test
    void streams_are_in_the_order_of_their_deletion_and_the_others_last() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            Await.result(store.append(name, event("e")));
        }
        delete("d", "2026-03-01 00:00Z");
        delete("b", "2026-03-02 00:00Z");
        delete("c", "2026-03-02 00:00Z");
        StreamQuery own = QUERY.withoutAll().sortBy(Sort.DELETED);
        assertEquals(List.of("d", "b", "c", "a", "e"), names(own));
        assertEquals(List.of("c", "b", "d", "e", "a"), names(own.descending()));
        assertEquals(List.of("c", "a"), names(own.pageSize(2).page(2)));
    }
}
