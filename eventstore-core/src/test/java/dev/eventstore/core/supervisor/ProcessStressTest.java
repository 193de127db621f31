package dev.eventstore.core.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.system.SystemDispatcher;
import dev.eventstore.core.system.SystemTimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads against real threads: what a plain field of a process shows is what the mailbox promises. */
class ProcessStressTest {

    private static final int THREADS = 8;
    private static final int ASKS = 5_000;
    private static final ProcessName NAME = new ProcessName("counter", "one");

    private final SystemTimeSource time = new SystemTimeSource("stress-timer");
    private final SystemDispatcher dispatcher = new SystemDispatcher("stress");
    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);

    private final ExecutorService storage = Executors.newFixedThreadPool(2);

    private final AtomicInteger started = new AtomicInteger();

    /** Counted without any lock; it outlives a process as a storage would. */
    private long total;

    private int inside;

    @AfterEach
    void close() {
        callers.shutdownNow();
        storage.shutdownNow();
        dispatcher.close();
        time.close();
    }

    @Test
    void turns_are_one_at_a_time_and_each_sees_what_the_one_before_did() throws Exception {
        Supervisor supervisor = supervisor(Duration.ofSeconds(60));
        askFromAllThreads(supervisor, () -> {});
        assertEquals(THREADS * ASKS, total);
        assertEquals(1, started.get());
        supervisor.close();
    }

    @Test
    void no_ask_is_lost_or_handled_twice_while_the_process_stops_and_starts() throws Exception {
        Supervisor supervisor = supervisor(Duration.ofMillis(1));
        askFromAllThreads(supervisor, () -> supervisor.stop(NAME, "test"));
        assertEquals(THREADS * ASKS, total);
        assertTrue(started.get() > 10, "it was started " + started + " times");
        supervisor.close();
    }

    private Supervisor supervisor(Duration idle) {
        Supervisor supervisor = new Supervisor(
                dispatcher, time, new Supervisor.Limits(idle, 1_000, THREADS * ASKS), new Supervisor.Listener() {
                    @Override
                    public void started(ProcessName name) {
                        started.incrementAndGet();
                    }

                    @Override
                    public void stopped(ProcessName name, String why) {}
                });
        supervisor.register("counter", (name, self) -> new Counter(self));
        return supervisor;
    }

    private void askFromAllThreads(Supervisor supervisor, Runnable between) throws Exception {
        Deadline deadline = Deadline.after(time, Duration.ofMinutes(5));
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            work.add(() -> {
                for (int ask = 0; ask < ASKS; ask++) {
                    CompletionStage<Message> answer =
                            supervisor.ask(NAME, new Note("count", ask % 3 == 0), OptionalLong.empty(), deadline);
                    if (ask % 16 == 0) {
                        between.run();
                        answer.toCompletableFuture().get(60, TimeUnit.SECONDS);
                    } else if (ask == ASKS - 1) {
                        answer.toCompletableFuture().get(60, TimeUnit.SECONDS);
                    }
                }
                return null;
            });
        }
        for (Future<Void> each : callers.invokeAll(work, 120, TimeUnit.SECONDS)) {
            each.get();
        }
        CompletableFuture<Message> last = supervisor
                .ask(NAME, new Note("look"), OptionalLong.empty(), deadline)
                .toCompletableFuture();
        last.get(60, TimeUnit.SECONDS);
    }

    /** Plain fields on purpose. A turn that goes on elsewhere shows that none begins before it has ended. */
    private final class Counter implements Process {

        private final Self self;
        private long steps;

        Counter(Self self) {
            this.self = self;
        }

        @Override
        public CompletionStage<Void> handle(List<Ask> asks) {
            assertEquals(0, inside++);
            Ask ask = asks.get(0);
            if (((Note) ask.message()).text().equals("count")) {
                total++;
            }
            self.run(() -> steps++);
            if (total % 7 == 0) {
                return CompletableFuture.runAsync(() -> end(ask), storage);
            }
            end(ask);
            return CompletableFuture.completedStage(null);
        }

        private void end(Ask ask) {
            inside--;
            ask.answer().complete(new Message.Done());
        }

        @Override
        public CompletionStage<Void> stop() {
            assertEquals(0, inside);
            return CompletableFuture.completedStage(null);
        }
    }
}
