package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.activity.ActivityCalls;
import dev.eventstore.core.activity.ActivityDesk;
import dev.eventstore.core.delivery.PartitionKeys;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.feed.FeedLimits;
import dev.eventstore.core.lease.CheckpointWriter;
import dev.eventstore.core.lease.NodeLease;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.ProcessFactory;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.store.StoredRecordedEvent;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.core.subscriber.SubscriberContext;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.types.Payloads;
import dev.eventstore.core.waiting.Positions;
import dev.eventstore.core.wire.ActivityMessages;
import dev.eventstore.core.wire.CborCodec;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.FaultyStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** All of a node that subscriptions need, in a simulation. It can be cut off from its storage, paused and killed. */
final class SimNode {

    static final Duration TTL = Duration.ofSeconds(10);
    static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(1);

    private static final Serializer NO_SERIALIZER = new Serializer() {
        @Override
        public byte[] serialize(Object value) {
            throw new UnsupportedOperationException("payloads are bytes here");
        }

        @Override
        public <T> T deserialize(byte[] bytes, Class<T> type) {
            throw new UnsupportedOperationException("payloads are bytes here");
        }
    };

    final NodeId id;
    final FaultyStorage storage;
    final Supervisor supervisor;
    final Feed feed;
    final NodeLease lease;
    final SubscriberContext subscribers;
    final Positions positions;
    final ActivityCalls activities;

    /** Every end of a process, as the supervisor told it. */
    final List<String> ends = new ArrayList<>();

    /** The id that was made last: of the attachment, after {@link #subscribe}. */
    UUID lastId = new UUID(0, 0);

    private final SimScheduler sim;
    private final Gate gate = new Gate();

    /** Makes the registry of a node over its threads and timers. */
    interface RegistryFactory {
        Registry create(NodeId self, Supervisor processes, CborCodec codec, TimeSource time);
    }

    /** A node in no cluster. */
    SimNode(String name, SimScheduler sim, InMemoryDatabase database) {
        this(name, sim, database, (self, processes, codec, time) -> new SimRegistry(self, processes, codec));
    }

    SimNode(String name, SimScheduler sim, InMemoryDatabase database, RegistryFactory registries) {
        this.sim = sim;
        this.id = new NodeId(name, new UUID(sim.random().nextLong(), 1));
        this.storage = new FaultyStorage(new InMemoryStorage(database, sim, sim, Observer.NONE), sim.random(), sim);
        Supervisor.Limits limits = new Supervisor.Limits(Duration.ofSeconds(60), 100, 1_000);
        this.supervisor = new Supervisor(gate, gate, limits, new Ends());
        CborCodec codec = new CborCodec();
        Registry registry = registries.create(id, supervisor, codec, gate);
        this.feed = here(
                "feed",
                (n, self) -> new Feed(self, storage, gate, new FeedLimits(Duration.ofSeconds(1), 20, 1 << 20, 5, 1)));
        this.lease = here("lease", (n, self) -> new NodeLease(self, id, storage.subscriptions(), gate, TTL));
        CheckpointWriter writer = here(
                "checkpoints",
                (n, self) -> new CheckpointWriter(self, storage.subscriptions(), gate, Duration.ofMillis(100)));
        ActivityDesk activity = here(ActivityMessages.desk().type(), (n, self) -> new ActivityDesk(gate));
        Views views = new Views(registry, gate, ATTACH_TIMEOUT);
        IdGenerator ids =
                () -> lastId = new UUID(sim.random().nextLong(), sim.random().nextLong());
        PartitionKeys keys =
                new PartitionKeys(List.of(), event -> new StoredRecordedEvent(event, Payloads.of(NO_SERIALIZER)));
        SubscriptionContext context = new SubscriptionContext(
                id, storage, registry, codec, feed, writer, lease, views, activity, keys, gate, ids, Observer.NONE);
        register((n, self) -> new SubscriptionProcess(SubscriptionKey.of(n), context, self));
        this.subscribers = new SubscriberContext(
                id,
                registry,
                supervisor,
                storage,
                feed,
                codec,
                gate,
                ids,
                gate,
                event -> new StoredRecordedEvent(event, Payloads.of(NO_SERIALIZER)),
                Observer.NONE,
                Duration.ofSeconds(10));
        this.activities = new ActivityCalls(registry, gate);
        this.positions = open();
    }

    private Positions open() {
        storage.onHint(feed::hint);
        storage.links().onLinks(feed.links()::hint);
        storage.open();
        return here("positions", (n, self) -> new Positions(self, storage.subscriptions(), storage.parking(), gate));
    }

    private void register(ProcessFactory subscription) {
        supervisor.register("subscription", subscription);
        supervisor.register("transient-subscription", subscription);
    }

    private <P extends Process> P here(String type, BiFunction<ProcessName, Process.Self, P> factory) {
        AtomicReference<P> started = new AtomicReference<>();
        supervisor.startHere(new ProcessName(type, "node"), (name, self) -> {
            started.set(factory.apply(name, self));
            return started.get();
        });
        return started.get();
    }

    /** Subscribes; the subscription is there at once, though it may not be attached yet. */
    AttachedSubscription subscribe(StreamId stream, String name, SubscriptionOptions options, Subscriber subscriber) {
        return new AttachedSubscription(
                new SubscriptionKey(stream, SubscriptionName.of(name), options.isTransient()),
                options,
                subscriber,
                subscribers);
    }

    /** Attaches it, or abandons it if that fails, as the store does. */
    CompletableFuture<Void> attach(AttachedSubscription subscription) {
        return subscription
                .attach(soon())
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        subscription.abandon();
                    }
                })
                .toCompletableFuture();
    }

    Deadline soon() {
        return Deadline.after(sim, Duration.ofSeconds(15));
    }

    /** Nothing runs any more, as after SIGKILL. */
    void kill() {
        gate.dead = true;
        storage.disconnect();
    }

    /** Nothing runs until {@link #resume}, as after SIGSTOP; the clock goes on. */
    void pause() {
        gate.paused = true;
    }

    boolean isDead() {
        return gate.dead;
    }

    void resume() {
        gate.paused = false;
        List<Runnable> held = List.copyOf(gate.held);
        gate.held.clear();
        held.forEach(sim::execute);
    }

    private final class Ends implements Supervisor.Listener {

        @Override
        public void started(ProcessName started) {}

        @Override
        public void stopped(ProcessName stopped, String why) {
            ends.add(stopped + ": " + why);
        }
    }

    /** The node's threads and timers. */
    private final class Gate implements Dispatcher, Executor, TimeSource {

        private final List<Runnable> held = new ArrayList<>();
        private boolean paused;
        private boolean dead;

        @Override
        public void execute(Runnable task) {
            sim.execute(() -> pass(task));
        }

        private void pass(Runnable task) {
            if (paused) {
                held.add(() -> pass(task));
            } else if (!dead) {
                task.run();
            }
        }

        @Override
        public Instant now() {
            return sim.now();
        }

        @Override
        public long nanoTime() {
            return sim.nanoTime();
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            return sim.schedule(delay, () -> pass(task));
        }
    }
}
