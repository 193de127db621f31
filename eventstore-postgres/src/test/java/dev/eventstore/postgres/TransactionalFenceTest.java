package dev.eventstore.postgres;

import static dev.eventstore.postgres.SeenTable.NAME;
import static dev.eventstore.postgres.SeenTable.STREAM;
import static dev.eventstore.postgres.SeenTable.append;
import static dev.eventstore.postgres.SeenTable.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of two transactions that handle the same events one is committed, whoever runs them and whatever happens meanwhile. */
class TransactionalFenceTest {

    private static final SubscriptionOptions TEN =
            SubscriptionOptions.fromOrigin().bufferSize(10);

    private TestDatabase database;
    private SeenTable seen;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        try (EventStore store = Stores.store(database, "made").open()) {
            append(store, 10);
        }
        seen = new SeenTable(database.url(), database.schema());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private EventStore open(String name, String leaseTtl) {
        return Stores.store(database, name)
                .setting("eventstore.subscription.lease-ttl", leaseTtl)
                .setting("eventstore.enable-hard-deletes", true)
                .open();
    }

    private static void subscribe(EventStore store, StreamId stream, TransactionalSubscriber subscriber) {
        TransactionalSubscriptions.of(store).subscribe(stream, NAME, TEN, subscriber);
    }

    private void awaitNoTransactionOf(String store) {
        Await.until(
                "no transaction of store " + store + " is open",
                () -> seen.query("select 1 from pg_stat_activity where application_name like 'eventstore pool " + store
                                + "%' and xact_start is not null and datname = current_database()")
                        .isEmpty());
    }

    @Test
    void a_handler_whose_lease_another_node_has_taken_commits_nothing() {
        Gate paused = new Gate();
        Gate working = new Gate();
        try (EventStore former = open("former", "10m");
                EventStore next = open("next", "10m")) {
            subscribe(former, StreamId.ALL, (batch, connection) -> {
                seen.add(batch, connection, "former");
                paused.pass();
            });
            paused.awaitReached();
            seen.run("delete from ${schema}.nodes");
            subscribe(next, StreamId.ALL, (batch, connection) -> {
                seen.add(batch, connection, "next");
                working.pass();
            });
            working.awaitReached();
            paused.open();
            awaitNoTransactionOf("former");
            working.open();
            seen.awaitCheckpoint(10);
            append(former, 2);
            seen.awaitCheckpoint(12);
        }
        assertEquals(List.of("next"), seen.handlers());
        assertEquals(upTo(12), seen.numbers());
    }

    @Test
    void a_transaction_whose_events_were_handled_by_another_meanwhile_commits_nothing() {
        Gate gate = new Gate();
        try (EventStore store = open("one", "2s")) {
            subscribe(store, StreamId.ALL, (batch, connection) -> {
                seen.add(batch, connection, "a");
                gate.pass();
            });
            gate.awaitReached();
            seen.run("update ${schema}.subscriptions set checkpoint = 3");
            gate.open();
            seen.awaitCheckpoint(10);
        }
        assertEquals(LongStream.rangeClosed(4, 10).boxed().toList(), seen.numbers());
    }

    @Test
    void a_hard_delete_waits_for_no_handler_and_lets_it_commit_nothing() {
        Gate gate = new Gate();
        try (EventStore store = open("one", "10s")) {
            subscribe(store, STREAM, (batch, connection) -> {
                seen.add(batch, connection, batch.get(0).type());
                gate.pass();
            });
            gate.awaitReached();
            store.delete(STREAM, ExpectedVersion.any(), DeleteMode.HARD);
            gate.open();
            store.append(
                    STREAM, ExpectedVersion.any(), List.of(EventData.json("new", "{}"), EventData.json("new", "{}")));
            seen.awaitCheckpoint(2);
        }
        assertEquals(List.of("new"), seen.handlers());
        assertEquals(upTo(2), seen.numbers());
    }

    @Test
    void a_slow_handler_that_has_locked_its_own_row_holds_up_no_other_lease_or_checkpoint() {
        Gate gate = new Gate();
        try (EventStore store = Stores.store(database, "slow")
                .setting("eventstore.postgres.pool-size", 2)
                .setting("eventstore.subscription.lease-ttl", "2s")
                .open()) {
            subscribe(store, StreamId.ALL, (batch, connection) -> {
                try (var statement = connection.createStatement()) {
                    statement.execute(
                            "select from " + database.schema() + ".subscriptions where name = 'totals' for update");
                }
                seen.add(batch, connection, "slow");
                gate.pass();
            });
            gate.awaitReached();
            int handled = handleBeside(store);
            assertEquals(List.of(), seen.numbers());
            gate.open();
            long head = 10 + handled;
            seen.awaitCheckpoint(head);
            assertEquals(upTo(head), seen.numbers());
        }
    }

    /** Another subscription of the node handles events until the node has renewed its lease again and again; returns how many. */
    private int handleBeside(EventStore store) {
        String ofOther = "select token from ${schema}.subscriptions where name = 'other'";
        int handled = 0;
        try (SubscriptionReader other = store.subscribe(
                StreamId.ALL,
                SubscriptionName.of("other"),
                SubscriptionOptions.fromOrigin().bufferSize(1))) {
            String token = seen.query(ofOther).get(0);
            String end = seen.query("select max(expires_at) + interval '4 seconds' from ${schema}.nodes")
                    .get(0);
            String renewed = "select 1 from ${schema}.nodes where expires_at > '" + end + "'";
            while (handled < 10 || seen.query(renewed).isEmpty()) {
                append(store, 1);
                Await.result(other.ack(other.receive(Duration.ofSeconds(10))));
                handled++;
            }
            assertEquals(token, seen.query(ofOther).get(0));
        }
        return handled;
    }
}
