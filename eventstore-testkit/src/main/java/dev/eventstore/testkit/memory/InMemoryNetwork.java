package dev.eventstore.testkit.memory;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.WallClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A network in memory for cluster channels: views change at once, and bytes arrive once, in the order of each receiver, unless
 * links are cut or bytes are to be lost or repeated. Each channel is told one thing at a time on the executor that was given,
 * so a single-threaded one makes it repeatable. Thread-safe: guarded by its monitor, which is never held while a listener is
 * called.
 */
public final class InMemoryNetwork {

    private final Executor executor;
    private final TimeSource time;
    private final Duration detection;
    private final Map<String, List<Channel>> clusters = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();

    /** The cut links that the nodes have noticed. */
    private Set<Link> noticed = Set.of();

    private Trouble trouble = new Trouble(new SplittableRandom(0), 0, 0);

    /**
     * A network without nodes, on which cuts are noticed at once.
     *
     * @param executor runs what listeners are told
     */
    public InMemoryNetwork(Executor executor) {
        this(executor, new WallClock(), Duration.ZERO);
    }

    /**
     * A network without nodes.
     *
     * @param executor runs what listeners are told
     * @param time tells when cuts are noticed
     * @param detection how long after a cut, or its end, the lists of reachable nodes change
     */
    public InMemoryNetwork(Executor executor, TimeSource time, Duration detection) {
        this.executor = executor;
        this.time = time;
        this.detection = detection;
    }

    /**
     * The channel of one more node, not connected yet.
     *
     * @param cluster the name of the cluster
     * @param self the node
     * @return a fresh channel
     */
    public ClusterChannel newChannel(String cluster, NodeId self) {
        return new Channel(cluster, self);
    }

    /**
     * Cuts a link: bytes of one node do not reach another from now on, and when that is noticed, it is not on the other's list
     * any more.
     *
     * @param from the node that is not heard
     * @param to the node that does not hear it
     */
    public synchronized void cut(NodeId from, NodeId to) {
        cut.add(new Link(from, to));
        notice();
    }

    /** Ends all cuts: bytes arrive from now on, and lists change when that is noticed. */
    public synchronized void heal() {
        cut.clear();
        notice();
    }

    /**
     * Loses and repeats bytes from now on, by chance.
     *
     * @param seed the same seed does it to the same sends
     * @param lost how many of a thousand sends are lost
     * @param repeated how many of a thousand sends arrive twice
     */
    public synchronized void trouble(long seed, int lost, int repeated) {
        trouble = new Trouble(new SplittableRandom(seed), lost, repeated);
    }

    private void notice() {
        Set<Link> now = Set.copyOf(cut);
        if (detection.isZero()) {
            noticed(now);
        } else {
            time.schedule(detection, () -> noticed(now));
        }
    }

    private synchronized void noticed(Set<Link> now) {
        // Another cut or heal may have come since; then its own notice follows.
        if (now.equals(cut)) {
            noticed = now;
            clusters.keySet().forEach(this::announce);
        }
    }

    private synchronized void join(Channel channel) {
        clusters.computeIfAbsent(channel.cluster, name -> new ArrayList<>()).add(channel);
        announce(channel.cluster);
    }

    private synchronized void leave(Channel channel) {
        List<Channel> members = clusters.getOrDefault(channel.cluster, List.of());
        if (members.remove(channel)) {
            announce(channel.cluster);
        }
    }

    private void announce(String cluster) {
        List<Channel> members = clusters.getOrDefault(cluster, List.of());
        for (Channel member : members) {
            List<NodeId> nodes = members.stream()
                    .map(other -> other.self)
                    .filter(other -> !noticed.contains(new Link(other, member.self)))
                    .toList();
            member.tell(listener -> listener.reachable(nodes));
        }
    }

    private synchronized void deliver(Channel from, NodeId to, byte[] bytes) {
        List<Channel> members = clusters.getOrDefault(from.cluster, List.of());
        if (members.contains(from) && !cut.contains(new Link(from.self, to))) {
            for (int times = trouble.times(); times > 0; times--) {
                members.stream()
                        .filter(member -> member.self.equals(to))
                        .forEach(member -> member.tell(listener -> listener.received(from.self, bytes)));
            }
        }
    }

    /** One direction between two nodes. Immutable. */
    private record Link(NodeId from, NodeId to) {}

    /** What happens to sends by chance. Confined to the network's monitor. */
    private record Trouble(RandomGenerator random, int lost, int repeated) {

        int times() {
            int chance = lost + repeated == 0 ? Integer.MAX_VALUE : random.nextInt(1_000);
            return chance < lost ? 0 : chance < lost + repeated ? 2 : 1;
        }
    }

    /** Something that a listener is told. */
    private interface News {
        void tell(ClusterChannel.Listener listener);
    }

    /** One node's end. Thread-safe: guarded by its monitor. */
    private final class Channel implements ClusterChannel {

        private final String cluster;
        private final NodeId self;
        /** Held while the listener is told something, so that close can wait for it. */
        private final ReentrantLock telling = new ReentrantLock();

        private final Queue<News> waiting = new ArrayDeque<>();
        private @Nullable Listener listener;
        private boolean running;

        Channel(String cluster, NodeId self) {
            this.cluster = cluster;
            this.self = self;
        }

        @Override
        public CompletionStage<Void> connect(Listener told) {
            CompletableFuture<Void> connected = new CompletableFuture<>();
            synchronized (this) {
                listener = told;
            }
            join(this);
            tell(after -> connected.complete(null));
            return connected;
        }

        @Override
        public void send(NodeId to, byte[] bytes) {
            deliver(this, to, bytes);
        }

        @Override
        public void close() {
            leave(this);
            telling.lock();
            try {
                synchronized (this) {
                    listener = null;
                    waiting.clear();
                }
            } finally {
                telling.unlock();
            }
        }

        private synchronized void tell(News news) {
            waiting.add(news);
            if (!running) {
                running = true;
                executor.execute(this::tellNext);
            }
        }

        private void tellNext() {
            telling.lock();
            try {
                tellFirst();
            } finally {
                telling.unlock();
            }
            synchronized (this) {
                running = !waiting.isEmpty();
                if (running) {
                    executor.execute(this::tellNext);
                }
            }
        }

        private void tellFirst() {
            News news;
            Listener told;
            synchronized (this) {
                news = waiting.poll();
                told = listener;
            }
            if (news != null && told != null) {
                news.tell(told);
            }
        }
    }
}
