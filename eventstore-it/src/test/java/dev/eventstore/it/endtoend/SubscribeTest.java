package dev.eventstore.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.Program;
import dev.eventstore.testkit.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subscription whose program ends, on its own will or not, and is started again. */
class SubscribeTest {

    private static final int ALL = 4_000;
    private static final int SHOWN = 900;
    private static final Duration A_MOMENT = Duration.ofMillis(500);
    private static final int SIGKILL = 128 + 9;

    @TempDir
    private static Path folder;

    private static DataFolder data;
    private static RunningServer server;

    @BeforeAll
    static void import_events() throws Exception {
        data = new DataFolder(folder.resolve("data"));
        server = RunningServer.on(data, folder);
        History history = History.in(folder).first(ALL, folder);
        Program.run(
                        folder,
                        "import",
                        history.file().toString(),
                        "--data",
                        data.path().toString())
                .succeeded();
    }

    @AfterAll
    static void stop_the_server() {
        server.close();
    }

    @Test
    void after_a_kill_it_goes_on_exactly_after_the_last_acknowledged_event() throws Exception {
        Subscriber first = Subscriber.start(folder, data, "killed");
        first.read(SHOWN);
        awaitItsAcknowledgements("killed");
        first.kill();
        assertEquals(SIGKILL, first.awaitEnd());
        List<Long> shown = first.positions();
        assertEquals(numbers(1, shown.size()), shown);
        long acknowledged = checkpoint("killed");
        assertTrue(acknowledged <= shown.size(), () -> acknowledged + " acknowledged, " + shown.size() + " shown");
        assertTrue(shown.size() < ALL, "it was killed too late to show anything");

        Subscriber second = Subscriber.start(folder, data, "killed", "--until-caught-up");
        assertEquals(0, second.awaitEnd());
        assertEquals(numbers(acknowledged + 1, ALL), second.positions());
        assertEquals(ALL, checkpoint("killed"));
    }

    @Test
    void told_to_end_it_acknowledges_what_it_showed_and_the_next_one_repeats_nothing() throws Exception {
        Subscriber first = Subscriber.start(folder, data, "ended");
        first.read(SHOWN);
        first.terminate();
        first.awaitEnd();
        List<Long> shown = first.positions();
        assertEquals(numbers(1, shown.size()), shown);
        assertTrue(shown.size() < ALL, "it was ended too late to show anything");
        assertEquals(shown.size(), checkpoint("ended"));

        Subscriber second = Subscriber.start(folder, data, "ended", "--until-caught-up");
        assertEquals(0, second.awaitEnd());
        assertEquals(numbers(shown.size() + 1, ALL), second.positions());
    }

    /** While nobody reads what it shows it gets no further; then what it acknowledged is durable a moment later. */
    private static void awaitItsAcknowledgements(String name) {
        AtomicLong last = new AtomicLong();
        AtomicLong since = new AtomicLong(System.nanoTime());
        Await.until("it waits for its reader", () -> {
            if (last.getAndSet(checkpoint(name)) != last.get()) {
                since.set(System.nanoTime());
            }
            return last.get() > 0 && System.nanoTime() - since.get() > A_MOMENT.toNanos();
        });
    }

    private static long checkpoint(String name) {
        try (Connection connection = data.connection()) {
            return DataFolder.number(
                    connection,
                    "select coalesce(max(checkpoint), 0) from public.subscriptions where name = '" + name + "'");
        } catch (SQLException e) {
            throw new AssertionError("the server cannot be asked", e);
        }
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
