package dev.eventstore.postgres.append;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.postgres.Stores;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Work;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CommitWatchTest {

    private final Ticks ticks = new Ticks();

    @Test
    void a_statement_is_watched_whose_appends_were_taken_from_the_queue_when_the_last_tick_came() throws SQLException {
        try (TestDatabase server = PostgresForTests.newSchema();
                Database database = new Database(Stores.config(server), "test", null);
                Work work = new Work(database, ticks);
                Answers answers = new Answers("test");
                Writer writer = new Writer(database);
                CommitWatch watch = watch(database, work, answers)) {
            watch.arm();
            ticks.next();
            assertEquals(0, ticks.scheduled.size(), "nothing waits and nothing is under way");

            watch.began(List.of(), writer);
            assertEquals(1, ticks.scheduled.size());
        }
    }

    private CommitWatch watch(Database database, Work work, Answers answers) {
        AppendQueue queue = new AppendQueue(database.config().limits());
        return new CommitWatch(
                database, work, ticks, queue, answers, () -> new DeadlineExceededException("expired", null));
    }

    /** A clock whose tasks run when the test says so. */
    private static final class Ticks implements TimeSource {

        final Queue<Runnable> scheduled = new ArrayDeque<>();

        void next() {
            scheduled.remove().run();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            scheduled.add(task);
            return () -> scheduled.remove(task);
        }
    }
}
