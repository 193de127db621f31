package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletesTest {

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
    void nothing_but_a_hard_delete_removes_events_links_and_streams() {
        Await.result(store.append("order", event("T")));
        for (String table : List.of("events", "links", "streams")) {
            for (String change : List.of("delete from ${schema}." + table, "truncate ${schema}." + table)) {
                for (String before : List.of("", "set eventstore.hard_delete = 'on'; ")) {
                    String refusal = assertThrows(IllegalStateException.class, () -> database.run(before + change))
                            .getMessage();
                    assertTrue(refusal.contains("append-only") || refusal.contains("foreign key"), refusal);
                }
            }
        }
        String update = "select set_config('eventstore.hard_delete', pg_current_xact_id()::text, true);"
                + " update ${schema}.events set type = 'other'";
        assertTrue(assertThrows(IllegalStateException.class, () -> database.run(update))
                .getMessage()
                .contains("append-only"));
        String after = "begin; select from ${schema}.delete_stream(null, 'order', -1, true, now());"
                + " delete from ${schema}.events; commit";
        assertThrows(IllegalStateException.class, () -> database.run(after), "the rest of its transaction is guarded");
        assertEquals(1, store.all().size());
        delete("order", DeleteMode.HARD);
        assertEquals(0, store.all().size());
    }

    @Test
    void a_delete_whose_deadline_passes_after_it_was_sent_may_have_been_carried_out() {
        Await.result(store.append("order", event("T")));
        store.holdHead();
        CompletableFuture<Long> waiting = deleting("order", DeleteMode.SOFT, store.in(Duration.ofMillis(1_500)));
        Await.failure(AskOutcomeUnknownException.class, waiting);
        store.letHeadGo();
        Await.until("it is deleted after all", () -> failure(read("order")) instanceof StreamDeletedException);
    }

    @Test
    void appends_come_before_a_soft_delete_or_are_refused() {
        for (int round = 0; round < 20; round++) {
            String stream = "s" + round;
            Await.result(store.append(stream, event("first")));
            List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
            CompletableFuture<Long> deletion = null;
            for (int i = 0; i < 40; i++) {
                appends.add(store.append(stream, event("T")));
                if (i == 20) {
                    deletion = deleting(stream, DeleteMode.SOFT, store.soon());
                }
            }
            Await.result(deletion);
            Set<Long> versions = new HashSet<>();
            for (CompletableFuture<AppendResult> append : appends) {
                Throwable failure = failure(append);
                assertTrue(failure == null || failure instanceof StreamDeletedException, () -> "" + failure);
                if (failure == null) {
                    versions.add(append.join().lastVersion());
                }
            }
            assertEquals(
                    versions.size() + 1L,
                    store.all().stream().filter(e -> e.stream().equals(stream)).count());
        }
    }

    @Test
    void appends_and_links_beside_hard_deletes_leave_dense_streams_and_no_position_twice() {
        List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
        List<CompletableFuture<Linked>> links = new ArrayList<>();
        List<CompletableFuture<?>> others = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            UUID id = UUID.randomUUID();
            CompletableFuture<AppendResult> append = store.append("order", event(id, "T"));
            appends.add(append);
            appends.add(store.append("other", event("T")));
            if (i % 3 == 0) {
                links.add(append.thenCompose(done -> link(id)));
                others.add(read("$all"));
                others.add(read("linked"));
            }
            if (i % 10 == 5) {
                others.add(deleting("order", DeleteMode.HARD, store.soon()));
            }
            if (i % 50 == 49) {
                Await.result(append);
            }
        }
        Set<Long> positions = new HashSet<>();
        appends.forEach(append -> assertTrue(positions.add(Await.result(append).lastPosition())));
        for (CompletableFuture<?> other : others) {
            Throwable failure = failure(other);
            assertTrue(failure == null || failure instanceof StreamNotFoundException, () -> "" + failure);
        }
        assertNumbersOnce(links);
        assertConsistent();
        assertEquals(
                300,
                store.all().stream().filter(e -> e.stream().equals("other")).count());
    }

    /** Its row is not there yet when the delete looks for rows to reset. */
    @Test
    void a_subscription_that_is_created_beside_a_hard_delete_does_not_start_behind_what_is_removed()
            throws SQLException {
        Await.result(store.append("order", event("T"), event("T"), event("T")));
        CompletableFuture<ClaimResult> claim;
        try (Connection connection = DriverManager.getConnection(store.config.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "select " + store.config.schema() + ".delete_stream(null, 'order', -1, true, clock_timestamp())");
            claim = store.storage
                    .subscriptions()
                    .claim(new Claim(
                            StreamId.of("order"),
                            SubscriptionName.of("mailer"),
                            Optional.of(new StartFrom.Current()),
                            new NodeId("node1", new UUID(1, 1)),
                            OptionalLong.empty(),
                            store.soon()))
                    .toCompletableFuture();
            Await.until("the claim has ended, or waits for the delete", () -> claim.isDone() || isWaiting());
            connection.commit();
        }
        assertEquals(0, ((Granted) Await.result(claim)).checkpoint());
    }

    private boolean isWaiting() {
        return !store.query("select 1 from pg_stat_activity a join pg_locks l using (pid)"
                        + " where a.query like '%" + database.schema() + "%claim_with_parked%'"
                        + " and not l.granted and a.pid <> pg_backend_pid()")
                .isEmpty();
    }

    private void assertNumbersOnce(List<CompletableFuture<Linked>> links) {
        Set<Long> numbers = new HashSet<>();
        long last = 0;
        for (CompletableFuture<Linked> link : links) {
            Throwable failure = failure(link);
            assertTrue(failure == null || failure instanceof EventNotFoundException, () -> "" + failure);
            if (failure == null) {
                long number = link.join().result().lastVersion();
                assertTrue(numbers.add(number), "a number came twice");
                last = Math.max(last, number);
            }
        }
        assertEquals(last + 1, Await.result(store.append("linked", event("T"))).lastVersion());
    }

    private void assertConsistent() {
        assertEquals(
                List.of("0"),
                store.query("select count(*) from ${schema}.links l left join ${schema}.events e using (position)"
                        + " where e.position is null"),
                "links to nothing");
        assertEquals(
                List.of("0"),
                store.query("select count(*) from ${schema}.events e left join ${schema}.streams t using (stream_id)"
                        + " where t.stream_id is null"),
                "events of no stream");
        assertEquals(
                List.of(),
                store.query("select t.name from ${schema}.events e join ${schema}.streams t using (stream_id)"
                        + " where t.name <> 'linked' group by t.name"
                        + " having max(version) <> count(*) or min(version) <> 1"),
                "streams are dense");
    }

    private CompletableFuture<Long> deleting(String stream, DeleteMode mode, Deadline deadline) {
        return store.storage
                .delete(new Deletion(
                        StreamId.of(stream), ExpectedVersion.any(), mode, TestStore.AT, OptionalLong.empty(), deadline))
                .toCompletableFuture();
    }

    private void delete(String stream, DeleteMode mode) {
        Await.result(deleting(stream, mode, store.soon()));
    }

    private CompletableFuture<Linked> link(UUID id) {
        return store.storage
                .links()
                .link(new Request(
                        StreamId.of("linked"),
                        ExpectedVersion.any(),
                        List.of(id),
                        TestStore.AT,
                        OptionalLong.empty(),
                        store.soon()))
                .toCompletableFuture();
    }

    private CompletableFuture<List<StoredEvent>> read(String stream) {
        StreamId id = stream.equals("$all") ? StreamId.ALL : StreamId.of(stream);
        return store.storage
                .read(new ReadRequest(id, false, 1, 1_000, store.soon()))
                .toCompletableFuture();
    }

    private static Throwable failure(CompletableFuture<?> call) {
        try {
            call.join();
            return null;
        } catch (CompletionException e) {
            return Failures.unwrap(e);
        }
    }
}
