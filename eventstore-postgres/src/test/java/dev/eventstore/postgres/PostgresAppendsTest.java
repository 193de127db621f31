package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.postgres.append.Writer;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Appends inside the caller's own transaction, and what keeps such a caller from harming others. */
class PostgresAppendsTest {

    private static final StreamId STREAM = StreamId.of("order-1");

    private TestDatabase database;
    private EventStore store;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = PostgresForTests.newSchema();
        store = Stores.store(database, "appends").open();
        connection = DriverManager.getConnection(database.url() + "&ApplicationName=the%20caller");
        connection.setAutoCommit(false);
        database.run("create table ${schema}.orders (id int)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
        database.close();
    }

    private static List<EventData> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventData.json("t", "{\"n\":" + i + "}"))
                .toList();
    }

    private AppendResult append(ExpectedVersion expected, List<EventData> events) {
        return PostgresAppends.of(store).in(connection).append(STREAM, expected, events);
    }

    private String one(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.replace("${schema}", database.schema()))) {
            row.next();
            return row.getString(1);
        }
    }

    private void insertOrder() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into " + database.schema() + ".orders values (1)");
        }
    }

    @Test
    void events_and_rows_are_committed_together() throws SQLException {
        insertOrder();
        AppendResult result = append(ExpectedVersion.noStream(), events(3));
        assertEquals(new AppendResult(STREAM, 1, 3, 3), result);
        assertTrue(store.info(STREAM).isEmpty(), "others see nothing yet");
        connection.commit();
        assertEquals(3, store.info(STREAM).orElseThrow().version());
        assertEquals("1", one("select count(*) from ${schema}.orders"));
    }

    @Test
    void a_transaction_that_is_rolled_back_leaves_neither_events_nor_a_gap() throws SQLException {
        insertOrder();
        append(ExpectedVersion.noStream(), events(3));
        connection.rollback();
        assertTrue(store.info(STREAM).isEmpty());
        assertEquals("0", one("select count(*) from ${schema}.orders"));
        connection.rollback();
        assertEquals(
                1, store.append(STREAM, ExpectedVersion.noStream(), events(1)).lastPosition());
    }

    @Test
    void repeating_a_list_gives_the_first_answer_in_the_transaction_and_after_it() throws SQLException {
        List<EventData> list = events(2);
        AppendResult first = append(ExpectedVersion.exactly(0), list);
        assertEquals(first, append(ExpectedVersion.exactly(0), list));
        connection.commit();
        assertEquals(first, append(ExpectedVersion.exactly(0), list));
        connection.rollback();
        assertEquals(first, store.append(STREAM, ExpectedVersion.exactly(0), list));
    }

    @Test
    void a_subscription_hears_of_it_when_it_is_committed() throws SQLException {
        try (SubscriptionReader reader =
                store.subscribe(StreamId.ALL, SubscriptionName.of("r"), SubscriptionOptions.fromOrigin())) {
            append(ExpectedVersion.any(), events(1));
            connection.commit();
            assertEquals(1, reader.receive(Await.patience()).size());
        }
    }

    @Test
    void autocommit_is_refused() throws SQLException {
        connection.setAutoCommit(true);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> append(ExpectedVersion.any(), events(1)));
        assertTrue(refusal.getMessage().contains("setAutoCommit(false)"), refusal.getMessage());
        assertTrue(store.info(STREAM).isEmpty());
    }

    @Test
    void another_isolation_level_is_refused_by_its_name() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> append(ExpectedVersion.any(), events(1)));
        assertTrue(
                refusal.getMessage().contains("READ COMMITTED")
                        && refusal.getMessage().contains("REPEATABLE READ"),
                refusal.getMessage());
        assertTrue(store.info(STREAM).isEmpty());
    }

    @Test
    void a_refused_append_lets_the_transaction_go_on_and_others_append() throws SQLException {
        store.append(STREAM, ExpectedVersion.noStream(), events(2));
        insertOrder();
        WrongExpectedVersionException refusal =
                assertThrows(WrongExpectedVersionException.class, () -> append(ExpectedVersion.exactly(1), events(1)));
        assertEquals(2, refusal.actual());
        assertEquals(
                3, store.append(STREAM, ExpectedVersion.exactly(2), events(1)).lastVersion());
        assertEquals("0", one("select current_setting('idle_in_transaction_session_timeout')"));
        connection.commit();
        assertEquals("1", one("select count(*) from ${schema}.orders"));
    }

    @Test
    void an_epoch_that_is_spent_is_refused() {
        NewEvent event = TestStore.event("t");
        Deadline deadline = Deadline.after(Stores.TIME, Duration.ofSeconds(5));
        AppendRequest spent = new AppendRequest(
                STREAM, ExpectedVersion.any(), List.of(event), TestStore.AT, OptionalLong.of(7), deadline);
        SupersededException refusal = assertThrows(
                SupersededException.class, () -> Writer.writeIn(connection, Stores.config(database), spent, 5));
        assertEquals(0, refusal.current());
    }

    @Test
    void what_the_transaction_may_idle_is_limited_but_never_raised() throws SQLException {
        append(ExpectedVersion.any(), events(1));
        assertEquals("2s", one("select current_setting('idle_in_transaction_session_timeout')"));
        connection.commit();
        assertEquals("0", one("select current_setting('idle_in_transaction_session_timeout')"));
        connection.rollback();
        one("select set_config('idle_in_transaction_session_timeout', '700', false)");
        connection.commit();
        append(ExpectedVersion.any(), events(1));
        assertEquals("700ms", one("select current_setting('idle_in_transaction_session_timeout')"));
        connection.commit();
    }

    @Test
    void a_caller_that_holds_its_connection_too_long_is_named_and_ended_by_the_time_out() throws SQLException {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.eventstore.postgres.append");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(log);
        try {
            append(ExpectedVersion.any(), events(1));
            CompletableFuture<AppendResult> waiting = store.async()
                    .append(StreamId.of("other"), ExpectedVersion.any(), events(1))
                    .toCompletableFuture();
            assertEquals(1, Await.result(waiting).lastPosition());
            assertTrue(
                    log.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .anyMatch(line -> line.contains("head row") && line.contains("'the caller'")),
                    log.list.toString());
            assertThrows(SQLException.class, connection::commit);
            assertTrue(store.info(STREAM).isEmpty());
        } finally {
            logger.detachAppender(log);
            logger.setAdditive(true);
            logger.setLevel(null);
        }
    }

    @Test
    void whoever_waits_for_the_head_row_until_the_deadline_wrote_nothing() throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from " + database.schema() + ".head for update");
            EventStore hasty = store.withDeadline(Duration.ofSeconds(1));
            assertThrows(
                    DeadlineExceededException.class,
                    () -> PostgresAppends.of(hasty).in(connection).append(STREAM, ExpectedVersion.any(), events(1)));
            other.rollback();
        }
        connection.commit();
        assertTrue(store.info(STREAM).isEmpty());
    }

    @Test
    void nothing_is_an_append_of_nothing_and_all_is_no_stream() {
        assertEquals(new AppendResult(STREAM, 0, 0, 0), append(ExpectedVersion.any(), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> PostgresAppends.of(store).in(connection).append(StreamId.ALL, ExpectedVersion.any(), events(1)));
    }

    @Test
    void a_store_that_keeps_its_events_elsewhere_is_refused() {
        try (EventStore memory = InMemoryEventStore.open()) {
            assertThrows(NotSupportedException.class, () -> PostgresAppends.of(memory));
        }
    }
}
