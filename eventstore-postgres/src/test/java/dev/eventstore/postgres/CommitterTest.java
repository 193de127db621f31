package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The committer in a database of its own, with the head row held and backends killed. */
class CommitterTest {

    private static final ExpectedVersion ANY = ExpectedVersion.any();

    private TestDatabase database;
    private TestStore store;

    @BeforeEach
    void open() {
        database = PostgresForTests.newDatabase();
        store = new TestStore(Stores.config(database));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void what_queues_up_while_a_statement_waits_is_written_by_the_next_one() {
        store.holdHead();
        CompletableFuture<AppendResult> first = store.append("s0", event("first"));
        store.awaitWaiting();
        List<CompletableFuture<AppendResult>> later = IntStream.rangeClosed(1, 64)
                .mapToObj(i -> store.append("s" + i, event("later")))
                .toList();
        store.letHeadGo();

        assertEquals(1, Await.result(first).lastPosition());
        assertEquals(
                LongStream.rangeClosed(2, 65).boxed().toList(),
                later.stream().map(f -> Await.result(f).lastPosition()).toList());
        Await.until("both batches are told", () -> store.batches.size() == 2);
        assertEquals(List.of(1, 64), store.batches);
    }

    @Test
    void appends_of_one_hot_stream_share_a_statement_and_follow_each_other() {
        store.holdHead();
        store.append("hot", event("first"));
        store.awaitWaiting();
        List<CompletableFuture<AppendResult>> appends = IntStream.range(1, 64)
                .mapToObj(i -> store.append(
                        "hot", i % 2 == 0 ? ANY : ExpectedVersion.exactly(i), store.soon(), event("e" + i)))
                .toList();
        store.letHeadGo();

        assertEquals(
                LongStream.rangeClosed(2, 64).boxed().toList(),
                appends.stream().map(f -> Await.result(f).lastVersion()).toList());
        Await.until("both batches are told", () -> store.batches.size() == 2);
        assertEquals(List.of(1, 63), store.batches);
    }

    @Test
    void an_append_and_its_repeat_in_one_statement_get_one_answer() {
        NewEvent x = event("x");
        NewEvent y = event("y");
        store.holdHead();
        store.append("other", event("first"));
        store.awaitWaiting();
        CompletableFuture<AppendResult> original = store.append("s", ExpectedVersion.exactly(0), store.soon(), x, y);
        CompletableFuture<AppendResult> repeat = store.append("s", ExpectedVersion.exactly(0), store.soon(), x, y);
        CompletableFuture<AppendResult> next = store.append("s", ExpectedVersion.exactly(2), store.soon(), event("z"));
        CompletableFuture<AppendResult> neighbour = store.append("n", event("n"));
        store.letHeadGo();

        assertEquals(Await.result(original), Await.result(repeat));
        assertEquals(2, Await.result(repeat).lastVersion());
        assertEquals(3, Await.result(next).lastVersion());
        assertEquals(1, Await.result(neighbour).lastVersion());
        assertEquals(5, store.all().size());
    }

    @Test
    void only_the_append_with_unstorable_data_fails() {
        store.holdHead();
        store.append("other", event("first"));
        store.awaitWaiting();
        List<CompletableFuture<AppendResult>> appends = IntStream.range(0, 9)
                .mapToObj(i -> store.append("s" + i, event(i == 5 ? "nul\u0000" : "fine")))
                .toList();
        store.letHeadGo();

        for (int i = 0; i < 9; i++) {
            if (i == 5) {
                StorageException failure = Await.failure(StorageException.class, appends.get(i));
                assertTrue(failure.getMessage().contains("0x00"), failure.getMessage());
            } else {
                assertEquals(1, Await.result(appends.get(i)).lastVersion());
            }
        }
        assertEquals(9, store.all().size());
    }

    @Test
    void an_append_in_flight_is_unknown_at_its_deadline_and_one_that_waits_was_not_written() {
        NewEvent x = event("x");
        NewEvent y = event("y");
        store.holdHead();
        CompletableFuture<AppendResult> flying = store.append("s", ANY, store.in(Duration.ofMillis(700)), x);
        store.awaitWaiting();
        CompletableFuture<AppendResult> waiting = store.append("s", ANY, store.in(Duration.ofMillis(100)), y);

        Await.failure(DeadlineExceededException.class, waiting);
        Await.failure(AppendOutcomeUnknownException.class, flying);
        Await.until(
                "nobody waits, so the statement was cancelled",
                () -> store.query("select 1 from pg_locks where not granted and database is not distinct from database"
                                + " and pid in (select pid from pg_stat_activity where datname = current_database())")
                        .isEmpty());
        store.letHeadGo();
        assertEquals(1, Await.result(store.append("s", x)).lastVersion());
        assertEquals(List.of(x.id()), store.all().stream().map(StoredEvent::id).toList());
    }

    @Test
    void who_holds_the_head_row_is_named_after_a_second() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.eventstore.postgres.append.CommitWatch");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.setLevel(ch.qos.logback.classic.Level.WARN);
        logger.addAppender(logged);
        try {
            store.holdHead();
            CompletableFuture<AppendResult> append = store.append("s", event("x"));
            Await.until(
                    "the holder is named",
                    () -> List.copyOf(logged.list).stream()
                            .anyMatch(e -> e.getFormattedMessage().contains("application 'the holder'")));
            assertFalse(append.isDone());
            store.letHeadGo();
            assertEquals(1, Await.result(append).lastVersion());
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(null);
        }
    }

    @Test
    void appends_whose_connections_are_killed_again_and_again_are_all_written_once() {
        List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 40; i++) {
                NewEvent event = event("e");
                ids.add(event.id());
                appends.add(store.append("s" + i, event));
            }
            Await.until("the connection is killed", () -> store.terminate("append") > 0);
        }
        appends.forEach(Await::result);

        List<StoredEvent> all = store.all();
        assertEquals(ids.size(), all.size());
        assertEquals(
                ids.stream().sorted().toList(),
                all.stream().map(StoredEvent::id).sorted().toList());
        for (int i = 0; i < ids.size(); i++) {
            AppendResult result = Await.result(appends.get(i));
            assertEquals(ids.get(i), all.get((int) result.lastPosition() - 1).id());
        }
    }

    @Test
    void a_connection_that_dies_while_it_waits_for_the_head_row_costs_nobody_an_append() {
        store.holdHead();
        CompletableFuture<AppendResult> append =
                store.append("s", ExpectedVersion.noStream(), store.soon(), event("x"));
        store.awaitWaiting();
        assertEquals(1, store.terminate("append"));
        store.awaitWaiting();
        store.letHeadGo();
        assertEquals(1, Await.result(append).lastVersion());
    }

    @Test
    void more_than_may_wait_is_refused_and_not_written() {
        PostgresConfig small = new PostgresConfig(
                store.config.url(),
                store.config.user(),
                store.config.password(),
                store.config.schema(),
                true,
                2,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                Duration.ofSeconds(60),
                Payload.BYTEA,
                Optional.empty(),
                Link.DIRECT,
                new PostgresConfig.Limits(100, 10_000, 3, 10_000, 10));
        try (TestStore other = new TestStore(small)) {
            other.holdHead();
            other.append("s", event("flying"));
            other.awaitWaiting();
            List<CompletableFuture<AppendResult>> waiting = IntStream.range(0, 3)
                    .mapToObj(i -> other.append("s", event("waits")))
                    .toList();
            OverloadedException refusal =
                    Await.failure(OverloadedException.class, other.append("s", event("too many")));
            assertEquals("eventstore.postgres.max-waiting-appends", refusal.limit());
            other.letHeadGo();
            waiting.forEach(Await::result);
            assertEquals(4, other.all().size());
        }
    }

    @Test
    void closing_writes_what_waits_and_refuses_what_comes() {
        List<CompletableFuture<AppendResult>> appends = IntStream.range(0, 200)
                .mapToObj(i -> store.append("s" + i, event("e")))
                .toList();
        store.storage.close();

        appends.forEach(Await::result);
        Await.failure(StoreClosedException.class, store.append("s", event("late")));
    }

    @Test
    void closing_while_the_head_row_is_held_leaves_nobody_waiting() {
        store.holdHead();
        CompletableFuture<AppendResult> flying = store.append("s", event("x"));
        store.awaitWaiting();
        CompletableFuture<AppendResult> waiting = store.append("s", event("y"));
        store.storage.close();

        Await.failure(AppendOutcomeUnknownException.class, flying);
        Await.failure(StoreClosedException.class, waiting);
    }
}
