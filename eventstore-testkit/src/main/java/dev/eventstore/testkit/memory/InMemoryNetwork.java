package dev.eventstore.testkit.memory;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A network in memory for cluster channels: views change at once, and bytes arrive once, in the order of each receiver. Each
 * channel is told one thing at a time on the executor that was given, so a single-threaded one makes it repeatable.
 * Thread-safe: guarded by its monitor, which is never held while a listener is called.
 */
public final class InMemoryNetwork {

    private final Executor executor;
    private final Map<String, List<Channel>> clusters = new HashMap<>();

    /**
     * A network without nodes.
     *
     * @param executor runs what listeners are told
     */
    public InMemoryNetwork(Executor executor) {
        this.executor = executor;
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
        List<NodeId> nodes = members.stream().map(member -> member.self).toList();
        members.forEach(member -> member.tell(listener -> listener.reachable(nodes)));
    }

    private synchronized void deliver(Channel from, NodeId to, byte[] bytes) {
        List<Channel> members = clusters.getOrDefault(from.cluster, List.of());
        if (members.contains(from)) {
            members.stream()
                    .filter(member -> member.self.equals(to))
                    .forEach(member -> member.tell(listener -> listener.received(from.self, bytes)));
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
