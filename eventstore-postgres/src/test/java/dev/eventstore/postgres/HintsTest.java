package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two programs on one database, and what happens to the connections between them. */
class HintsTest {

    private TestDatabase database;
    private TestStore here;
    private TestStore there;
    private final AtomicLong heard = new AtomicLong();

    @BeforeEach
    void open() {
        database = PostgresForTests.newDatabase();
        here = new TestStore(Stores.config(database));
        there = new TestStore(Stores.config(database));
        here.storage.onHint(head -> heard.accumulateAndGet(head, Math::max));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        database.close();
    }

    @Test
    void many_appends_make_few_notifications() {
        List<Long> hints = new CopyOnWriteArrayList<>();
        here.storage.onHint(hints::add);
        IntStream.range(0, 2_000)
                .mapToObj(i -> there.append("s" + i % 50, event("e")))
                .toList()
                .forEach(Await::result);

        Await.until("the last one is heard of", () -> heard.get() == 2_000);
        assertTrue(hints.size() < 400, "hints: " + hints.size());
        assertEquals(hints.stream().sorted().toList(), hints);
    }

    @Test
    void a_killed_listener_listens_again_and_misses_nothing() {
        Await.until("it listens, and is killed", () -> here.terminate("hints in") >= 1);
        Await.result(there.append("s", event("a")));
        Await.until("heard", () -> heard.get() == 1);
        there.terminate("hints out");
        Await.result(there.append("s", event("b")));
        Await.until("heard", () -> heard.get() == 2);
        Await.result(there.append("s", event("c")));
        Await.until("heard", () -> heard.get() == 3);
    }

    @Test
    void what_was_written_without_a_notification_is_found_by_looking() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select append_one(null, 's', -1, 0, now(), gen_random_uuid(), 't', '', null, null, null)");
        }
        Await.until("found", () -> heard.get() == 1);
    }

    @Test
    void nonsense_on_the_channel_is_passed_over() {
        String channel = here.query("select 'eventstore_' || left(encode(sha256('public'), 'hex'), 16)")
                .get(0);
        database.run("notify " + channel + ", 'nonsense'");
        database.run("notify " + channel);
        Await.result(there.append("s", event("a")));
        Await.until("heard", () -> heard.get() == 1);
    }
}
