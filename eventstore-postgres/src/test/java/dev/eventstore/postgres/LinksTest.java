package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final StreamId TARGET = StreamId.of("target");

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

    @Test
    void links_whose_deadline_passes_after_they_were_sent_may_have_been_written() {
        UUID id = append("source");
        store.holdHead();
        CompletableFuture<Linked> waiting = link(store.in(Duration.ofMillis(1_500)), id);
        awaitWaiting();
        Await.failure(AskOutcomeUnknownException.class, waiting);
        store.letHeadGo();
        Await.until("the links that were sent are written", () -> !links().isEmpty());
        assertEquals(List.of("1"), links());
    }

    @Test
    void links_whose_connection_is_lost_after_they_were_sent_are_not_sent_again() {
        UUID id = append("source");
        store.holdHead();
        CompletableFuture<Linked> waiting = link(store.soon(), id);
        awaitWaiting();
        database.run("select pg_terminate_backend(a.pid) from pg_stat_activity a join pg_locks l using (pid)"
                + " where a.query like '%link_events%' and a.pid <> pg_backend_pid() and not l.granted");
        Await.failure(AskOutcomeUnknownException.class, waiting);
        store.letHeadGo();
        assertEquals(
                1, Await.result(link(store.soon(), append("source"))).result().lastVersion());
        assertEquals(1, links().size(), "the lost one was not repeated");
    }

    @Test
    void links_cannot_be_changed_or_removed() {
        Await.result(link(store.soon(), append("source")));
        for (String change : new String[] {
            "update ${schema}.links set number = 2", "delete from ${schema}.links", "truncate ${schema}.links"
        }) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> database.run(change));
            assertTrue(refusal.getMessage().contains("append-only"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(".links"), refusal.getMessage());
        }
    }

    @Test
    void a_number_is_not_given_twice_though_the_links_that_had_it_are_removed() {
        Await.result(link(store.soon(), append("source"), append("source")));
        database.run("alter table ${schema}.links disable trigger all");
        database.run("delete from ${schema}.links");
        database.run("update ${schema}.streams set link_floor = 2 where name = 'target'");
        assertEquals(3, Await.result(store.append("target", event("own"))).lastVersion());
        assertEquals(
                4, Await.result(link(store.soon(), append("source"))).result().lastVersion());
    }

    @Test
    void a_page_has_its_size_however_events_and_links_alternate() {
        List<UUID> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            if (i % 3 == 0) {
                NewEvent own = event("own");
                Await.result(store.append("target", own));
                expected.add(own.id());
            } else {
                UUID id = append("source");
                Await.result(link(store.soon(), id));
                expected.add(id);
            }
        }
        List<UUID> forward = new ArrayList<>();
        for (long from = 1; from <= 30; from += 7) {
            List<StoredEvent> page = read(false, from, 7);
            assertEquals(Math.min(7, 31 - from), page.size());
            page.forEach(each -> forward.add(each.id()));
        }
        assertEquals(expected, forward);
        assertEquals(
                List.of(20L, 19L, 18L, 17L),
                read(true, 20, 4).stream().map(StoredEvent::number).toList());
        assertFalse(read(false, 1, 30).stream().anyMatch(each -> each.stream().isEmpty()));
    }

    private List<StoredEvent> read(boolean backward, long from, int limit) {
        return Await.result(store.storage.read(new ReadRequest(TARGET, backward, from, limit, store.soon())));
    }

    private UUID append(String stream) {
        NewEvent event = event("linked");
        Await.result(store.append(stream, event));
        return event.id();
    }

    private CompletableFuture<Linked> link(Deadline deadline, UUID... ids) {
        return store.storage
                .links()
                .link(new Request(
                        TARGET, ExpectedVersion.any(), List.of(ids), TestStore.AT, OptionalLong.empty(), deadline))
                .toCompletableFuture();
    }

    private List<String> links() {
        return store.query("select number from ${schema}.links");
    }

    private void awaitWaiting() {
        Await.until(
                "links wait for the head row",
                () -> !store.query("select 1 from pg_stat_activity a join pg_locks l using (pid)"
                                + " where a.query like '%' || '" + database.schema() + "' || '%link_events%'"
                                + " and not l.granted and a.pid <> pg_backend_pid()")
                        .isEmpty());
    }
}
