package dev.eventstore.core.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.system.SystemDispatcher;
import dev.eventstore.core.system.SystemTimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counters that move between two nodes and back while many threads ask them: no count is lost, and none is in two places. */
class MovesStressTest {

    private static final int ASKERS = 6;
    private static final int MOVES = 300;
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<ProcessName> NAMES = IntStream.range(0, 5)
            .mapToObj(i -> new ProcessName("counter", "c" + i))
            .toList();

    private final SystemTimeSource time = new SystemTimeSource("moves-timer");
    private final SystemDispatcher dispatcher = new SystemDispatcher("moves");
    private final ExecutorService threads = Executors.newFixedThreadPool(ASKERS + 2);
    private final ExecutorService elsewhere = Executors.newFixedThreadPool(2);
    private final Map<ProcessName, Counter> running = new ConcurrentHashMap<>();
    private final AtomicInteger twice = new AtomicInteger();
    private final AtomicInteger notHandled = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Supervisor> nodes = List.of(node(), node());

    @AfterEach
    void close() {
        threads.shutdownNow();
        elsewhere.shutdownNow();
        nodes.forEach(Supervisor::close);
        dispatcher.close();
        time.close();
    }

    @Test
    void no_count_is_lost_and_no_process_is_in_two_places() throws Exception {
        nodes.get(1).keepOnly(name -> false, LONG);
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Void>> askers = new ArrayList<>();
        for (int asker = 0; asker < ASKERS; asker++) {
            int first = asker;
            askers.add(threads.submit(() -> askUntil(over, first)));
        }
        for (int move = 1; move <= MOVES; move++) {
            move(move);
            awaitAnswers(10, askers);
        }
        over.set(true);
        for (Future<Void> asker : askers) {
            asker.get(60, TimeUnit.SECONDS);
        }
        long counted = 0;
        for (ProcessName name : NAMES) {
            counted += running.get(name).count;
        }
        assertEquals(0, twice.get(), "processes that ran in two places at once");
        assertEquals(answered.get(), counted);
        assertTrue(notHandled.get() > MOVES, () -> "only " + notHandled + " asks met a move");
    }

    private void awaitAnswers(int more, List<Future<Void>> askers) {
        int enough = answered.get() + more;
        while (answered.get() < enough) {
            assertTrue(askers.stream().noneMatch(Future::isDone), "an asker has failed");
            LockSupport.parkNanos(10_000);
        }
    }

    /** All counters change places, as a change of view does it: all end, states arrive, then each node may run its share. */
    private void move(int number) throws Exception {
        List<Predicate<ProcessName>> owns =
                List.of(name -> (name.hashCode() + number) % 2 == 0, name -> (name.hashCode() + number) % 2 != 0);
        List<HandedOff> states = new ArrayList<>();
        for (Supervisor node : nodes) {
            states.addAll(
                    node.keepOnly(name -> false, LONG).toCompletableFuture().get(60, TimeUnit.SECONDS));
        }
        for (int i = 0; i < nodes.size(); i++) {
            for (HandedOff state : states) {
                if (owns.get(i).test(state.name())) {
                    nodes.get(i).resume(state);
                }
            }
            nodes.get(i).keepOnly(owns.get(i), LONG);
        }
    }

    private Void askUntil(AtomicBoolean over, int first) throws Exception {
        for (int i = first; !over.get(); i++) {
            ProcessName name = NAMES.get(i % NAMES.size());
            for (int node = i; !asked(nodes.get(node % 2), name); node++) {
                notHandled.incrementAndGet();
            }
            answered.incrementAndGet();
        }
        return null;
    }

    private boolean asked(Supervisor node, ProcessName name) throws Exception {
        try {
            node.ask(name, new Note("count"), OptionalLong.empty(), Deadline.after(time, LONG))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException failed) {
            assertEquals(NotHandledException.class, failed.getCause().getClass());
            return false;
        }
    }

    private Supervisor node() {
        Supervisor node =
                new Supervisor(dispatcher, time, new Supervisor.Limits(LONG, 100, 1_000), new Supervisor.Listener() {
                    @Override
                    public void started(ProcessName name) {}

                    @Override
                    public void stopped(ProcessName name, String why) {}
                });
        node.register("counter", (name, self) -> new Counter(name));
        return node;
    }

    /** Plain fields on purpose. Every third turn goes on elsewhere. */
    private final class Counter implements Process {

        private final ProcessName name;
        private int count;

        Counter(ProcessName name) {
            this.name = name;
            if (running.putIfAbsent(name, this) != null) {
                twice.incrementAndGet();
            }
        }

        @Override
        public CompletionStage<Void> handle(List<Ask> asks) {
            count++;
            if (count % 3 == 0) {
                return CompletableFuture.runAsync(() -> end(asks), elsewhere);
            }
            end(asks);
            return CompletableFuture.completedStage(null);
        }

        private void end(List<Ask> asks) {
            asks.forEach(ask -> ask.answer().complete(new Message.Done()));
        }

        @Override
        public CompletionStage<Void> resumeLater(byte[] state) {
            count += ByteBuffer.wrap(state).getInt();
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Optional<byte[]>> handOffLater() {
            byte[] state = ByteBuffer.allocate(Integer.BYTES).putInt(count).array();
            return CompletableFuture.supplyAsync(() -> Optional.of(state), elsewhere);
        }

        @Override
        public CompletionStage<Void> stop() {
            running.remove(name, this);
            return CompletableFuture.completedStage(null);
        }
    }
}
