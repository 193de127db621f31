package dev.eventstore.testkit.registry;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.Supervisor;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Crash;
import dev.eventstore.testkit.registry.SuiteMessages.Refuse;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node of the suites: a registry over a supervisor whose processes, of type {@code counter}, count what they are sent.
 * Thread-safe.
 */
final class RegistryNode implements AutoCloseable {

    private static final Supervisor.Limits LIMITS = new Supervisor.Limits(Duration.ofMinutes(10), 10_000, 10_000);

    private final WallClock time = new WallClock();
    private final NodeId self;
    private final Supervisor supervisor;
    private final Registry registry;
    private final Map<ProcessName, AtomicInteger> starts = new ConcurrentHashMap<>();
    private final Queue<Message> received = new ConcurrentLinkedQueue<>();

    private RegistryNode(RegistryFixture fixture, String name) {
        self = new NodeId(name, UUID.randomUUID());
        supervisor = new Supervisor(ForkJoinPool.commonPool()::execute, time, LIMITS, new Supervisor.Listener() {
            @Override
            public void started(ProcessName process) {}

            @Override
            public void stopped(ProcessName process, String why) {}
        });
        supervisor.register("counter", (process, self) -> new Counter(countStart(process)));
        registry = fixture.newRegistry(self, supervisor, new SuiteCodec(), time);
    }

    static RegistryNode create(RegistryFixture fixture, String name) {
        return new RegistryNode(fixture, name);
    }

    CompletionStage<Void> start() {
        return registry.start();
    }

    NodeId self() {
        return self;
    }

    Registry registry() {
        return registry;
    }

    CompletionStage<Message> ask(ProcessName name, Message message) {
        return registry.ask(name, message, soon());
    }

    CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message) {
        return registry.askAt(node, name, message, soon());
    }

    List<Registration> registered() {
        return Await.result(registry.registered(soon()));
    }

    Optional<Registration> whereis(ProcessName name) {
        return Await.result(registry.whereis(name, soon()));
    }

    /** Starts a counter that belongs to this node. */
    void startHere(ProcessName name) {
        supervisor.startHere(name, (process, self) -> new Counter(countStart(process)));
    }

    void stop(ProcessName name) {
        Await.result(supervisor.stop(name, "the test says so"));
    }

    /** How often the process of this name was started here. */
    int starts(ProcessName name) {
        return starts.getOrDefault(name, new AtomicInteger()).get();
    }

    boolean runs(ProcessName name) {
        return supervisor.running().contains(name);
    }

    /** The messages that reached a process here, as they came. */
    List<Message> received() {
        return List.copyOf(received);
    }

    Deadline soon() {
        return Deadline.after(time, Await.patience());
    }

    @Override
    public void close() {
        registry.close();
        supervisor.close();
    }

    private int countStart(ProcessName name) {
        return starts.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    }

    private final class Counter implements Process {

        private final int start;
        private int total;

        Counter(int start) {
            this.start = start;
        }

        @Override
        public CompletionStage<Void> handle(List<Ask> asks) {
            asks.forEach(ask -> {
                received.add(ask.message());
                handle(ask);
            });
            return CompletableFuture.completedStage(null);
        }

        private void handle(Ask ask) {
            if (ask.message() instanceof Add add) {
                total += add.amount();
                ask.answer().complete(new Total(total, start));
            } else if (ask.message() instanceof Refuse refuse) {
                ask.answer()
                        .completeExceptionally(new WrongExpectedVersionException(
                                StreamId.of(refuse.stream()), ExpectedVersion.any(), refuse.actual()));
            } else if (ask.message() instanceof Crash crash) {
                throw crash.typed()
                        ? new StorageUnavailableException("the process was told to crash", null)
                        : new IllegalStateException("the process was told to crash");
            } else {
                ask.answer().complete(ask.message());
            }
        }

        @Override
        public CompletionStage<Void> stop() {
            return CompletableFuture.completedStage(null);
        }
    }
}
