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
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Crash;
import dev.eventstore.testkit.registry.SuiteMessages.Hold;
import dev.eventstore.testkit.registry.SuiteMessages.Refuse;
import dev.eventstore.testkit.registry.SuiteMessages.Total;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node of the suites: a registry over a supervisor whose processes count what they are sent. Those of type {@code keeper}
 * hand their state on when they move, those of type {@code counter} do not. Thread-safe.
 */
final class RegistryNode implements AutoCloseable {

    private static final Supervisor.Limits LIMITS = new Supervisor.Limits(Duration.ofMinutes(10), 10_000, 10_000);

    private final EndingClock time = new EndingClock();
    private final NodeId self;
    private final Supervisor supervisor;
    private final Registry registry;
    private final Map<ProcessName, AtomicInteger> starts = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
    private final Queue<Handled> handled = new ConcurrentLinkedQueue<>();

    private RegistryNode(RegistryFixture fixture, String name) {
        self = new NodeId(name, UUID.randomUUID());
        supervisor = new Supervisor(ForkJoinPool.commonPool()::execute, time, LIMITS, new Supervisor.Listener() {
            @Override
            public void started(ProcessName process) {}

            @Override
            public void stopped(ProcessName process, String why) {}
        });
        supervisor.register("counter", (process, own) -> new Counter(process, countStart(process)));
        supervisor.register("keeper", (process, own) -> new Counter(process, countStart(process)));
        registry = fixture.newRegistry(self, supervisor, new SuiteMessages.Codec(), time);
    }

    /** A message that a process has begun to handle here, and the epoch by which it was routed. Immutable. */
    record Handled(ProcessName name, OptionalLong epoch, Message message) {}

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
        supervisor.startHere(name, (process, own) -> new Counter(process, countStart(process)));
    }

    void stop(ProcessName name) {
        Await.result(supervisor.stop(name, "the test says so"));
    }

    /** Lets those go on that hold at this gate on this node, and all that come later. */
    void open(String gate) {
        gate(gate).complete(null);
    }

    /** How often the process of this name was started here. */
    int starts(ProcessName name) {
        return starts.getOrDefault(name, new AtomicInteger()).get();
    }

    boolean runs(ProcessName name) {
        return running().contains(name);
    }

    List<ProcessName> running() {
        return supervisor.running();
    }

    /** The messages that reached a process here, as they came. */
    List<Message> received() {
        return handled.stream().map(Handled::message).toList();
    }

    List<Handled> handled() {
        return List.copyOf(handled);
    }

    Deadline soon() {
        return within(Await.patience());
    }

    Deadline within(Duration duration) {
        return Deadline.after(time, duration);
    }

    /** Stands still, after the fixture has killed it: no timer runs and no process takes a turn. */
    void perish() {
        time.end();
        supervisor.close();
    }

    /** Leaves as a store does when it is closed: what runs here goes on elsewhere. */
    void leave() {
        Await.result(registry.leave());
        close();
    }

    @Override
    public void close() {
        registry.close();
        perish();
    }

    private int countStart(ProcessName name) {
        return starts.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    }

    private CompletableFuture<Void> gate(String name) {
        return gates.computeIfAbsent(name, any -> new CompletableFuture<>());
    }

    private final class Counter implements Process {

        private final ProcessName name;
        private final int start;
        private int total;

        Counter(ProcessName name, int start) {
            this.name = name;
            this.start = start;
        }

        @Override
        public CompletionStage<Void> handle(List<Ask> asks) {
            Ask ask = asks.get(0);
            handled.add(new Handled(name, ask.epoch(), ask.message()));
            if (ask.message() instanceof Hold hold) {
                return gate(hold.gate()).thenRun(() -> ask.answer().complete(hold));
            }
            handle(ask);
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
        public Optional<byte[]> handOff() {
            return name.type().equals("keeper")
                    ? Optional.of(
                            ByteBuffer.allocate(Integer.BYTES).putInt(total).array())
                    : Optional.empty();
        }

        @Override
        public void resume(byte[] state) {
            total = ByteBuffer.wrap(state).getInt();
        }

        @Override
        public CompletionStage<Void> stop() {
            return CompletableFuture.completedStage(null);
        }
    }

    /** The machine's clock, whose timers end with the node. Thread-safe. */
    private static final class EndingClock implements TimeSource {

        private final WallClock clock = new WallClock();
        private volatile boolean ended;

        void end() {
            ended = true;
        }

        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            if (ended) {
                return () -> {};
            }
            return clock.schedule(delay, () -> {
                if (!ended) {
                    task.run();
                }
            });
        }
    }
}
