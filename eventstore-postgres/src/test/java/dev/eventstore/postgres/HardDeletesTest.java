package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hard deletes that are stopped in the middle of their work, by a lock on an event that they remove, and what others do then. */
class HardDeletesTest {

    private TestDatabase database;
    private TestStore store;
    private Connection holder;
    private List<UUID> ids;

    @BeforeEach
    void open() throws SQLException {
        database = PostgresForTests.newSchema();
        store = new TestStore(Stores.config(database));
        holder = DriverManager.getConnection(database.url());
        holder.setAutoCommit(false);
        ids = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        Await.result(store.append("before", event("T")));
        Await.result(
                store.append("order", ids.stream().map(id -> event(id, "T")).toArray(NewEvent[]::new)));
        link("linked", ids.get(0));
        link("linked", ids.get(1));
    }

    @AfterEach
    void close() throws SQLException {
        holder.close();
        store.close();
        database.close();
    }

    private void lockLastEvent() throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute(
                    "select from " + database.schema() + ".events where event_id = '" + ids.get(2) + "' for update");
        }
    }

    private CompletableFuture<Long> deleting(String stream, ExpectedVersion expected, OptionalLong epoch) {
        return store.storage
                .delete(new Deletion(StreamId.of(stream), expected, DeleteMode.HARD, TestStore.AT, epoch, store.soon()))
                .toCompletableFuture();
    }

    /** Begins to delete the stream, and waits until some of its events are removed, but not all. */
    private CompletableFuture<Long> halfDeleted(ExpectedVersion expected, OptionalLong epoch) throws SQLException {
        lockLastEvent();
        CompletableFuture<Long> deletion = deleting("order", expected, epoch);
        Await.until("the delete waits for the event", () -> waiting() == 1);
        return deletion;
    }

    private int waiting() {
        return store.query(
                        "select distinct a.pid from pg_stat_activity a join pg_locks l using (pid) where a.query like '%"
                                + database.schema()
                                + "%delete_stream%' and not l.granted and a.pid <> pg_backend_pid()")
                .size();
    }

    private Linked link(String stream, UUID id) {
        return Await.result(store.storage
                .links()
                .link(new Request(
                        StreamId.of(stream),
                        ExpectedVersion.any(),
                        List.of(id),
                        TestStore.AT,
                        OptionalLong.empty(),
                        store.soon())));
    }

    private List<String> streamsOfAll() {
        return store.all().stream()
                .map(StoredEvent::stream)
                .map(Object::toString)
                .toList();
    }

    @Test
    void others_append_link_and_read_all_that_was_there_while_a_hard_delete_is_at_work() throws SQLException {
        CompletableFuture<Long> deletion = halfDeleted(ExpectedVersion.any(), OptionalLong.empty());

        assertEquals(5, Await.result(store.append("other", event("T"))).lastPosition());
        assertEquals(4, Await.result(store.append("order", event("late"))).lastVersion());
        assertEquals(3, link("linked", ids.get(2)).result().lastVersion());
        assertEquals(1, link("fresh", ids.get(0)).result().lastVersion());
        UUID other = store.all().get(4).id();
        assertEquals(5, link("order", other).result().lastVersion());
        assertEquals(List.of("before", "order", "order", "order", "other", "order"), streamsOfAll());
        assertFalse(deletion.isDone());

        holder.rollback();
        Await.result(deletion);
        assertEquals(List.of("before", "other"), streamsOfAll());
        assertEquals(List.of(), store.query("select number from ${schema}.links"));
        assertEquals(7, Await.result(store.append("other", event("T"))).lastPosition(), "no position is used again");
        assertEquals(4, link("linked", other).result().lastVersion(), "no number is used again");
        assertEquals(2, link("fresh", other).result().lastVersion(), "no number is used again");
        assertEquals(
                1, Await.result(store.append("order", event(ids.get(0), "T"))).lastVersion());
    }

    @Test
    void the_last_positions_of_all_are_not_used_again_after_they_were_removed() throws SQLException {
        CompletableFuture<Long> deletion = halfDeleted(ExpectedVersion.any(), OptionalLong.empty());
        Await.result(store.append("order", event("late")));
        holder.rollback();
        Await.result(deletion);
        assertEquals(List.of("5"), store.query("select floor from ${schema}.head"));
        assertEquals(6, Await.result(store.append("order", event("T"))).lastPosition());
        assertEquals(
                7, Await.result(store.append("other", event("a"), event("b"))).lastPosition() - 1);
    }

    @Test
    void an_append_that_comes_between_makes_the_expectation_fail_and_nothing_is_removed() throws SQLException {
        CompletableFuture<Long> deletion = halfDeleted(ExpectedVersion.exactly(3), OptionalLong.empty());
        Await.result(store.append("order", event("late")));
        holder.rollback();
        WrongExpectedVersionException refused = Await.failure(WrongExpectedVersionException.class, deletion);
        assertEquals(4, refused.actual());
        assertEquals(List.of("before", "order", "order", "order", "order"), streamsOfAll());
        assertEquals(List.of("1", "2"), store.query("select number from ${schema}.links order by number"));
        assertEquals(5, Await.result(store.append("order", event("T"))).lastVersion());
        Await.result(deleting("order", ExpectedVersion.exactly(5), OptionalLong.empty()));
        assertEquals(List.of("before"), streamsOfAll());
    }

    @Test
    void an_epoch_that_is_raised_meanwhile_refuses_it_and_nothing_is_removed() throws SQLException {
        CompletableFuture<Long> deletion = halfDeleted(ExpectedVersion.any(), OptionalLong.of(0));
        database.run("set lock_timeout = '20s'; update ${schema}.head set epoch = 1");
        holder.rollback();
        assertEquals(1, Await.failure(SupersededException.class, deletion).current());
        assertEquals(4, store.all().size());
        assertEquals(2, store.query("select number from ${schema}.links").size());
    }

    @Test
    void hard_deletes_of_streams_that_link_to_each_other_come_one_after_the_other() throws SQLException {
        UUID linked = UUID.randomUUID();
        Await.result(store.append("linked", event(linked, "T")));
        link("order", linked);
        CompletableFuture<Long> first = halfDeleted(ExpectedVersion.any(), OptionalLong.empty());
        CompletableFuture<Long> second = deleting("linked", ExpectedVersion.any(), OptionalLong.empty());
        Await.until("the second waits for the first", () -> waiting() == 2);
        assertEquals(6, Await.result(store.append("other", event("T"))).lastPosition());
        holder.rollback();
        assertTrue(Await.result(first) < Await.result(second));
        assertEquals(List.of("before", "other"), streamsOfAll());
        assertEquals(List.of(), store.query("select number from ${schema}.links"));
    }

    @Test
    void a_hard_delete_whose_server_process_dies_has_removed_nothing() throws SQLException {
        CompletableFuture<Long> deletion = halfDeleted(ExpectedVersion.any(), OptionalLong.empty());
        database.run("select pg_terminate_backend(a.pid) from pg_stat_activity a join pg_locks l using (pid)"
                + " where a.query like '%delete_stream%' and a.pid <> pg_backend_pid() and not l.granted");
        Await.failure(AskOutcomeUnknownException.class, deletion);
        holder.rollback();
        assertEquals(4, store.all().size());
        Await.result(deleting("order", ExpectedVersion.exactly(3), OptionalLong.empty()));
        assertEquals(List.of("before"), streamsOfAll());
    }
}
