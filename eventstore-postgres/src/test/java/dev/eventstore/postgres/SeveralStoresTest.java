package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Two stores of one process in one database, with the same names of streams and subscriptions, never mix. */
class SeveralStoresTest {

    private static final int WRITERS = 4;
    private static final int APPENDS = 100;
    private static final SubscriptionName NAME = SubscriptionName.of("mailer");

    private Set<Thread> before;
    private TestDatabase redData;
    private TestDatabase blueData;
    private Side red;
    private Side blue;

    /** A store with what it told and delivered. */
    private static final class Side implements AutoCloseable {

        final String colour;
        final EventStore store;
        final List<RecordedEvent> delivered = new CopyOnWriteArrayList<>();
        final AtomicLong observed = new AtomicLong();
        final AtomicLong handedOver = new AtomicLong();

        Side(TestDatabase database, String colour) {
            this.colour = colour;
            this.store = Stores.store(database, colour)
                    .observer(new Observer() {
                        @Override
                        public void batchWritten(int appends, int events, Duration took) {
                            observed.addAndGet(events);
                        }

                        @Override
                        public void delivered(StreamId stream, SubscriptionName name, int events, long behind) {
                            handedOver.addAndGet(events);
                        }
                    })
                    .open();
        }

        Subscription subscribe() {
            return store.subscribe(
                    StreamId.ALL, NAME, SubscriptionOptions.fromOrigin().bufferSize(50), new Subscriber() {
                        @Override
                        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
                            delivered.addAll(batch);
                            subscription.ack(batch);
                        }
                    });
        }

        void write(int writer) {
            for (int i = 0; i < APPENDS; i++) {
                store.append(
                        StreamId.of("s" + (writer + i) % 7),
                        ExpectedVersion.any(),
                        List.of(EventData.json(colour, "{\"i\":" + i + "}")));
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @BeforeEach
    void open() {
        before = Thread.getAllStackTraces().keySet();
        redData = PostgresForTests.newSchema();
        blueData = PostgresForTests.newSchema();
        red = new Side(redData, "red");
        blue = new Side(blueData, "blue");
    }

    @AfterEach
    void close() {
        red.close();
        blue.close();
        redData.close();
        blueData.close();
    }

    @Test
    void under_load_each_has_its_own_events_deliveries_and_measurements() {
        red.subscribe();
        blue.subscribe();
        Race.run(IntStream.range(0, 2 * WRITERS)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    (i % 2 == 0 ? red : blue).write(i);
                    return true;
                })
                .toList());
        long written = (long) WRITERS * APPENDS;
        for (Side side : List.of(red, blue)) {
            Await.until("all of " + side.colour + " is delivered", () -> side.delivered.size() == written);
            assertEquals(
                    LongStream.rangeClosed(1, written).boxed().toList(),
                    side.delivered.stream().map(RecordedEvent::position).toList());
            assertEquals(
                    Set.of(side.colour),
                    side.delivered.stream().map(RecordedEvent::type).collect(Collectors.toSet()));
            assertEquals(
                    written,
                    side.store.stream(StreamId.ALL, ReadOptions.forward())
                            .filter(event -> event.type().equals(side.colour))
                            .count());
            assertEquals(written, side.observed.get());
            assertEquals(written, side.handedOver.get());
        }
    }

    @Test
    void the_threads_and_connections_of_each_carry_its_name() throws SQLException {
        red.write(0);
        blue.write(0);
        Set<String> nameless = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("eventstore") || name.endsWith("-timer"))
                .filter(name -> !name.contains("red") && !name.contains("blue"))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), nameless);
        for (String colour : List.of("red", "blue")) {
            assertTrue(
                    Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(thread -> thread.getName().equals("eventstore-" + colour + "-committer")),
                    colour);
            assertEquals(1, count(redData, "application_name = 'eventstore append " + colour + "'"));
        }
    }

    @Test
    void a_store_whose_head_row_is_held_or_that_is_closed_does_not_hinder_the_other() throws SQLException {
        red.subscribe();
        blue.subscribe();
        try (Connection holder = DriverManager.getConnection(redData.url());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from " + redData.schema() + ".head for update");
            var waiting = red.store
                    .async()
                    .append(StreamId.of("s"), ExpectedVersion.any(), List.of(EventData.json("red", "{}")));
            blue.write(0);
            Await.until("blue is served", () -> blue.delivered.size() == APPENDS);
            assertEquals(0, red.delivered.size());
            holder.rollback();
            Await.result(waiting);
        }
        Await.until("red is served", () -> red.delivered.size() == 1);
        red.close();
        blue.write(1);
        Await.until("blue is served", () -> blue.delivered.size() == 2 * APPENDS);
    }

    @Test
    void a_lease_is_asked_of_other_programs_of_the_same_store_only() {
        red.subscribe();
        try (Side otherRed = new Side(redData, "red-2");
                Side otherBlue = new Side(blueData, "blue-2")) {
            otherRed.subscribe();
            otherBlue.subscribe();
            red.write(0);
            Await.until("red is served", () -> red.delivered.size() == APPENDS);
            blue.write(0);
            Await.until("blue is served by the other program", () -> otherBlue.delivered.size() == APPENDS);
            assertEquals(0, otherRed.delivered.size(), "the lease is held by the first program");
        }
    }

    @Test
    void a_store_notifies_on_a_channel_of_its_own() throws SQLException {
        String redChannel = channel(redData);
        String blueChannel = channel(blueData);
        try (Connection ear = DriverManager.getConnection(redData.url());
                Statement statement = ear.createStatement()) {
            statement.execute("listen " + redChannel);
            statement.execute("listen " + blueChannel);
            Set<String> heard = new HashSet<>();
            red.write(0);
            Await.until("red is heard", () -> heard.addAll(heard(ear)) && heard.contains(redChannel));
            assertEquals(Set.of(redChannel), heard);
            blue.write(0);
            Await.until("blue is heard", () -> heard.addAll(heard(ear)) && heard.contains(blueChannel));
        }
    }

    private static Set<String> heard(Connection ear) {
        try {
            return Arrays.stream(ear.unwrap(PGConnection.class).getNotifications(100))
                    .map(PGNotification::getName)
                    .collect(Collectors.toSet());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String channel(TestDatabase database) throws SQLException {
        return text(
                database,
                "select 'eventstore_' || left(encode(sha256('" + database.schema() + "'::bytea), 'hex'), 16)");
    }

    private static int count(TestDatabase database, String where) throws SQLException {
        return Integer.parseInt(text(database, "select count(*) from pg_stat_activity where " + where));
    }

    private static String text(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
