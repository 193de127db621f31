package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.it.consumer.Tally;
import dev.eventstore.postgres.PostgresAppends;
import dev.eventstore.postgres.TransactionalSubscriptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stores behind a real PgBouncer. */
@Tag("faults")
class PgBouncerTest {

    private static final int WRITERS = 8;
    private static final int APPENDS = 50;

    private TestDatabase database;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue(
                PgBouncer.program().isPresent(),
                "stores behind PgBouncer are left out: there is none on the path; -Dtest.pgbouncer names one");
        database = PostgresForTests.newDatabase();
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    private static EventStoreBuilder store(PgBouncer bouncer, String pooler, String name) {
        return EventStores.builder()
                .setting("eventstore.name", name)
                .setting("eventstore.postgres.url", bouncer.url())
                .setting("eventstore.postgres.pooler", pooler)
                .setting("eventstore.postgres.poll-interval", "50ms")
                .setting("eventstore.postgres.pool-size", 4);
    }

    private static List<EventData> event(int i) {
        return List.of(EventData.json("t", "{\"i\":" + i + "}"));
    }

    @Test
    void in_transaction_mode_two_programs_append_read_and_subscribe_by_polling() {
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 4);
                EventStore one = store(bouncer, "transaction", "one").open();
                EventStore other = store(bouncer, "transaction", "other").open();
                SubscriptionReader reader = other.subscribe(
                        StreamId.ALL,
                        SubscriptionName.of("r"),
                        SubscriptionOptions.fromOrigin().bufferSize(100))) {
            var outcomes = Race.run(IntStream.range(0, WRITERS)
                    .<Callable<Boolean>>mapToObj(w -> () -> {
                        for (int i = 0; i < APPENDS; i++) {
                            (i % 2 == 0 ? one : other)
                                    .append(StreamId.of("s" + (w + i) % 5), ExpectedVersion.any(), event(i));
                        }
                        return true;
                    })
                    .toList());
            outcomes.forEach(outcome -> assertTrue(outcome.succeeded(), () -> String.valueOf(outcome.failure())));
            int written = WRITERS * APPENDS;
            List<Long> positions = new ArrayList<>();
            while (positions.size() < written) {
                List<RecordedEvent> batch = reader.receive(Await.patience());
                assertTrue(!batch.isEmpty(), "delivered " + positions.size() + " of " + written);
                batch.forEach(event -> positions.add(event.position()));
                reader.ack(batch);
            }
            assertEquals(LongStream.rangeClosed(1, written).boxed().toList(), positions);
            assertEquals(
                    written, one.stream(StreamId.ALL, ReadOptions.forward()).count());
        }
    }

    @Test
    void in_transaction_mode_a_transactional_subscriber_counts_exactly_though_its_program_ends() throws Exception {
        Tally.create(database.url());
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 4);
                EventStore one = store(bouncer, "transaction", "one").open();
                EventStore other = store(bouncer, "transaction", "other").open()) {
            int written = WRITERS * APPENDS;
            Runnable end = one::close;
            for (EventStore store : List.of(one, other)) {
                TransactionalSubscriptions.of(store)
                        .subscribe(
                                StreamId.ALL,
                                SubscriptionName.of("totals"),
                                SubscriptionOptions.fromOrigin().bufferSize(7),
                                Tally::add);
            }
            for (int i = 0; i < written; i++) {
                other.append(StreamId.of("s" + i % 5), ExpectedVersion.any(), event(i));
                if (i == written / 2) {
                    Await.until("one counts", () -> checkpoint(other) > 0);
                    end.run();
                }
            }
            Await.until("the other one has taken over", () -> checkpoint(other) == written);
            List<RecordedEvent> events =
                    other.stream(StreamId.ALL, ReadOptions.forward()).toList();
            assertEquals(Tally.expected(events), Tally.counted(database.url()));
        }
    }

    private static long checkpoint(EventStore store) {
        return store.subscriptions().get(0).checkpoint();
    }

    @Test
    void in_transaction_mode_competing_consumers_keep_the_order_of_each_stream() {
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 4);
                EventStore one = store(bouncer, "transaction", "one").open()) {
            Map<StreamId, List<Long>> came = new ConcurrentHashMap<>();
            Set<Integer> served = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 2; i++) {
                int consumer = i;
                one.subscribe(
                        StreamId.ALL,
                        SubscriptionName.of("shared"),
                        SubscriptionOptions.fromOrigin()
                                .bufferSize(5)
                                .concurrencyLimit(2)
                                .partitionBy(PartitionBy.stream()),
                        (batch, subscription) -> {
                            served.add(consumer);
                            for (RecordedEvent event : batch) {
                                came.computeIfAbsent(event.stream(), stream -> new CopyOnWriteArrayList<>())
                                        .add(event.version());
                            }
                            subscription.ack(batch);
                        });
            }
            int written = WRITERS * APPENDS;
            for (int i = 0; i < written; i++) {
                one.append(StreamId.of("s" + i % 5), ExpectedVersion.any(), event(i));
            }
            Await.until("all are handled", () -> checkpoint(one) == written);
            assertEquals(Set.of(0, 1), served);
            assertEquals(5, came.size());
            came.values()
                    .forEach(versions -> assertEquals(
                            LongStream.rangeClosed(1, written / 5).boxed().toList(), versions));
        }
    }

    @Test
    void in_transaction_mode_nothing_is_left_behind_for_the_next_user_of_a_connection() throws SQLException {
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 2)) {
            Set<String> before = settings(bouncer);
            try (EventStore store = store(bouncer, "transaction", "one").open()) {
                for (int i = 0; i < 20; i++) {
                    store.append(StreamId.of("s"), ExpectedVersion.any(), event(i));
                }
                assertEquals(before, settings(bouncer));
            }
            assertEquals(before, settings(bouncer));
        }
    }

    /** What the connections to the server are set to, looked at often enough to meet each of them. */
    private static Set<String> settings(PgBouncer bouncer) throws SQLException {
        Set<String> seen = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(bouncer.url() + "&prepareThreshold=0");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 50; i++) {
                try (ResultSet row =
                        statement.executeQuery("select concat_ws(' ', current_setting('synchronous_commit'),"
                                + " current_setting('enable_seqscan'), current_setting('jit'),"
                                + " current_setting('plan_cache_mode'), (select count(*) from pg_prepared_statements),"
                                + " (select count(*) from pg_listening_channels()))")) {
                    row.next();
                    seen.add(row.getString(1));
                }
            }
        }
        return seen;
    }

    @Test
    void in_transaction_mode_a_caller_appends_in_its_own_transaction() throws SQLException {
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 4);
                EventStore store = store(bouncer, "transaction", "one").open();
                Connection caller = DriverManager.getConnection(bouncer.url() + "&prepareThreshold=0")) {
            caller.setAutoCommit(false);
            AppendResult result =
                    PostgresAppends.of(store).in(caller).append(StreamId.of("s"), ExpectedVersion.noStream(), event(1));
            assertEquals(1, result.lastPosition());
            caller.commit();
            assertEquals(1, store.info(StreamId.of("s")).orElseThrow().version());
        }
    }

    @Test
    void in_session_mode_notifications_are_heard() {
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "session", 30);
                EventStore one = store(bouncer, "session", "one").open();
                EventStore other = store(bouncer, "session", "other")
                        .setting("eventstore.postgres.poll-interval", "10m")
                        .setting("eventstore.feed.poll-interval", "10m")
                        .open();
                SubscriptionReader reader =
                        other.subscribe(StreamId.ALL, SubscriptionName.of("r"), SubscriptionOptions.fromOrigin())) {
            one.append(StreamId.of("s"), ExpectedVersion.any(), event(1));
            assertEquals(1, reader.receive(Await.patience()).size());
        }
    }

    @Test
    void a_pooler_that_nobody_spoke_of_is_found_and_refused() {
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 4)) {
            ConfigurationException refusal = assertThrows(
                    ConfigurationException.class,
                    () -> store(bouncer, "none", "one").open());
            assertEquals("eventstore.postgres.pooler", refusal.key());
            assertTrue(refusal.getMessage().contains("session or transaction"), refusal.getMessage());
        }
    }

    @Test
    void defaults_that_would_lose_acknowledged_events_are_refused_where_they_cannot_be_overridden() {
        database.run("do $$ begin execute format('alter database %I set synchronous_commit = off',"
                + " current_database()); end $$");
        try (PgBouncer bouncer = PgBouncer.before(database.url(), "transaction", 4)) {
            ConfigurationException refusal = assertThrows(
                    ConfigurationException.class,
                    () -> store(bouncer, "transaction", "one").open());
            assertTrue(refusal.getMessage().contains("synchronous_commit"), refusal.getMessage());
        }
    }
}
