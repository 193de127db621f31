package dev.eventstore.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.EventStores;
import dev.eventstore.it.BuiltModules;
import dev.eventstore.it.Command;
import dev.eventstore.it.Jdks;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a read model, killed again and again while events are appended, has counted each of them once. */
class TotalsTest {

    private static final String COUNTED = "select type, events from totals";
    private static final String APPENDED = "select type, count(*) from events group by type";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private EventStore store;
    private final AtomicBoolean stop = new AtomicBoolean();

    @BeforeEach
    void open() {
        database = PostgresForTests.newDatabase();
        store = EventStores.builder()
                .setting("eventstore.postgres.url", database.url())
                .open();
    }

    @AfterEach
    void close() {
        stop.set(true);
        store.close();
        database.close();
    }

    @Test
    void a_program_that_is_killed_ten_times_has_counted_every_event_once() throws Exception {
        killed(10);
    }

    @Test
    @Tag("faults")
    void a_program_that_is_killed_a_hundred_times_has_counted_every_event_once() throws Exception {
        killed(100);
    }

    private void killed(int times) throws Exception {
        CompletableFuture<Boolean> appender = Race.beside(this::append);
        for (int kill = 0; kill < times; kill++) {
            long before = sum(counts(COUNTED));
            Process program = start(kill);
            long enough = before + 1 + 37L * (kill % 5);
            Await.until("it counts", () -> sum(counts(COUNTED)) >= enough || !program.isAlive());
            assertTrue(program.isAlive(), () -> "it ended by itself: " + log());
            program.destroyForcibly();
            Await.until("it is dead", () -> !program.isAlive());
            assertNoneTwice();
        }
        stop.set(true);
        assertTrue(Await.result(appender));
        Process program = start(times);
        Map<String, Long> appended = counts(APPENDED);
        Await.until("all are counted", () -> sum(counts(COUNTED)) >= sum(appended) || !program.isAlive());
        assertTrue(program.isAlive(), () -> "it ended by itself: " + log());
        program.getOutputStream().close();
        Await.until("it ends with its input", () -> !program.isAlive());
        assertEquals(0, program.exitValue(), this::log);
        assertEquals(appended, counts(COUNTED));
    }

    /** What is counted was appended before: so in this order. */
    private void assertNoneTwice() {
        Map<String, Long> counted = counts(COUNTED);
        Map<String, Long> appended = counts(APPENDED);
        counted.forEach((type, events) ->
                assertTrue(events <= appended.getOrDefault(type, 0L), () -> counted + " of " + appended));
    }

    private Process start(int number) throws IOException {
        List<Path> path = Stream.concat(BuiltModules.programPath().stream(), Stream.of(jar()))
                .toList();
        ProcessBuilder builder = Command.builder(
                        folder,
                        List.of(
                                Jdks.running().program("java"),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-p",
                                BuiltModules.joined(path),
                                "-m",
                                "dev.eventstore.example.totals/dev.eventstore.example.totals.Main",
                                database.url()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("totals-" + number + ".txt").toFile());
        builder.environment().put("EVENTSTORE_SUBSCRIPTION_LEASE_TTL", "1s");
        return builder.start();
    }

    private static Path jar() throws IOException {
        Path target = BuiltModules.root().resolve("examples/totals/target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file ->
                            file.getFileName().toString().matches("eventstore-example-totals-[^a-z]*(SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no jar in " + target + ": build it with mvn verify"));
        }
    }

    private String log() {
        try (Stream<Path> logs = Files.list(folder)) {
            Path last = logs.max((a, b) ->
                            Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                    .orElseThrow();
            return Files.readString(last);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean append() {
        for (int i = 0; !stop.get(); i++) {
            List<EventData> events = IntStream.rangeClosed(0, i % 3)
                    .mapToObj(n -> EventData.json("type-" + n, "{}"))
                    .toList();
            store.append(StreamId.of("s" + i % 7), ExpectedVersion.any(), events);
        }
        return true;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<String, Long> counts(String sql) {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists totals (type text primary key, events bigint not null)");
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    counts.put(row.getString(1), row.getLong(2));
                }
            }
            return counts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
