package dev.eventstore.registry.hazelcast;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.registry.hazelcast.Frames.Said;
import dev.eventstore.registry.hazelcast.Frames.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel of Hazelcast. Each name of a node has a topic with one listener, that node: Hazelcast carries what is published
 * there straight to it, without an answer, which is the fastest of what it offers to programs. Thread-safe: what happens is
 * brought onto one thread; the listener is told under the read side of {@code ending}, and close takes the write side.
 */
final class HazelcastChannel implements ClusterChannel {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastChannel.class);

    /** In an instance of ours every member is a node; in another, members that say nothing are taken for others' soon. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final NodeId self;
    private final ClusterSettings settings;
    private final HazelcastSource source;
    private final Predicate<NodeId> hears;
    private final ScheduledExecutorService thread;
    private final Executor sending;
    private final List<Runnable> undo = new ArrayList<>();
    private final ReentrantReadWriteLock ending = new ReentrantReadWriteLock();
    private volatile Map<NodeId, ITopic<Object>> members = Map.of();
    private volatile @Nullable HazelcastInstance hazelcast;
    private @Nullable Presence presence;
    private boolean closed;

    /**
     * A channel that is not connected.
     *
     * @param self this node
     * @param settings the cluster
     * @param own which instance of Hazelcast
     */
    HazelcastChannel(NodeId self, ClusterSettings settings, HazelcastSettings own) {
        this(self, settings, own, from -> true);
    }

    /**
     * A channel that is not connected, for tests that cut links.
     *
     * @param hears whether what a node sends or says of itself comes through
     */
    HazelcastChannel(NodeId self, ClusterSettings settings, HazelcastSettings own, Predicate<NodeId> hears) {
        this.self = self;
        this.hears = hears;
        this.settings = settings;
        this.source = new HazelcastSource(self, settings, own);
        this.thread = Threads.confined("eventstore-hazelcast-" + self.name());
        this.sending = source.users() ? Threads.bounded("eventstore-hazelcast-send-" + self.name()) : Runnable::run;
    }

    @Override
    public CompletionStage<Void> connect(Listener listener) {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        onThread(() -> {
            try {
                open(listener, connected);
            } catch (RuntimeException failure) {
                leave();
                connected.completeExceptionally(refusal(failure));
            }
        });
        return connected;
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        ITopic<Object> topic = members.get(to);
        if (topic == null) {
            return;
        }
        try {
            sending.execute(() -> publish(topic, to, bytes));
        } catch (RejectedExecutionException full) {
            LOG.debug("{} bytes for {} were dropped: too many wait", bytes.length, to);
        }
    }

    @Override
    public void close() {
        members = Map.of();
        ending.writeLock().lock();
        try {
            closed = true;
        } finally {
            ending.writeLock().unlock();
        }
        onThread(this::leave);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "Hazelcast of node {} has not ended within {}; it is left to end by itself",
                        self,
                        LONGEST_CLOSE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For tests that end a node as if its program was killed. */
    @Nullable
    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    private void open(Listener listener, CompletableFuture<Void> connected) {
        HazelcastInstance opened = source.open();
        hazelcast = opened;
        Topics topics = new Topics(opened, settings.name());
        undo.add(topics.listen(
                topics.of(self),
                array -> Sent.of(array)
                        .filter(sent -> sent.to().equals(self.incarnation()) && hears.test(sent.from()))
                        .ifPresent(sent -> tell(() -> listener.received(sent.from(), sent.content())))));
        Presence entering = new Presence(
                opened,
                self,
                topics.ofAll(),
                source.silentAfter(),
                source.exclusive() ? PATIENCE : PATIENCE_WITH_OTHERS,
                nodes -> {
                    reach(topics, nodes);
                    tell(() -> listener.reachable(nodes));
                    connected.complete(null);
                });
        presence = entering;
        undo.add(topics.listen(
                topics.ofAll(),
                array -> Said.of(array)
                        .filter(said -> hears.test(said.node()))
                        .ifPresent(said -> onThread(() -> entering.heard(said)))));
        follow(opened, entering);
        long interval = Presence.interval(source.silentAfter()).toNanos();
        thread.scheduleAtFixedRate(guarded(entering::tick), interval, interval, TimeUnit.NANOSECONDS);
        entering.enter();
    }

    /** Makes ready to send to these nodes. */
    private void reach(Topics topics, List<NodeId> nodes) {
        Map<NodeId, ITopic<Object>> now = topics.of(nodes);
        tell(() -> members = now);
    }

    private void publish(ITopic<Object> topic, NodeId to, byte[] bytes) {
        try {
            topic.publish(new Sent(to.incarnation(), self, bytes).bytes());
        } catch (RuntimeException dropped) {
            LOG.debug("{} bytes for {} were dropped", bytes.length, to, dropped);
        }
    }

    private void follow(HazelcastInstance opened, Presence entering) {
        UUID members = opened.getCluster().addMembershipListener(new Changes(() -> onThread(entering::refresh)));
        undo.add(() -> opened.getCluster().removeMembershipListener(members));
        UUID life = opened.getLifecycleService().addLifecycleListener(event -> {
            switch (event.getState()) {
                case MERGING -> entering.mergeBegins();
                case MERGED, MERGE_FAILED -> onThread(entering::mergeEnds);
                default -> onThread(entering::refresh);
            }
        });
        undo.add(() -> opened.getLifecycleService().removeLifecycleListener(life));
    }

    /** Says that this node is gone, then ends what was begun. */
    private void leave() {
        HazelcastInstance opened = hazelcast;
        if (opened == null) {
            return;
        }
        if (presence != null) {
            guarded(presence::leave).run();
        }
        if (source.users()) {
            undo.forEach(step -> guarded(step).run());
        } else {
            guarded(opened::shutdown).run();
        }
        undo.clear();
    }

    private void tell(Runnable news) {
        ending.readLock().lock();
        try {
            if (!closed) {
                news.run();
            }
        } finally {
            ending.readLock().unlock();
        }
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException afterClose) {
            LOG.trace("The channel of {} is closed", self);
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                LOG.warn("Hazelcast failed on node {}; it is tried again where that helps", self, failure);
            }
        };
    }

    private RuntimeException refusal(RuntimeException failure) {
        return failure instanceof ConfigurationException
                ? failure
                : new ConfigurationException(
                        "eventstore.cluster.node",
                        self.name(),
                        "Hazelcast did not connect: " + failure.getMessage() + ". The store was not started",
                        failure);
    }

    /** Tells that members have come or gone. */
    private record Changes(Runnable change) implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            change.run();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            change.run();
        }
    }
}
