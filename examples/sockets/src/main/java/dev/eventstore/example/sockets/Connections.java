package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node that live, and who is reachable by them; it alone calls the listener. Thread-safe: who is reachable
 * is told under the write lock, what was received under the read lock, so nothing is told after the end.
 */
final class Connections {

    private final ReadWriteLock telling = new ReentrantReadWriteLock();
    private final Map<NodeId, List<Connection>> living = new ConcurrentHashMap<>();
    private List<NodeId> told = List.of();
    private ClusterChannel.@Nullable Listener listener;
    private @Nullable Hello self;
    private boolean closed;

    /** From now on the listener is told, at once of who is reachable now. */
    void open(Hello node, ClusterChannel.Listener newListener) {
        telling.writeLock().lock();
        try {
            self = node;
            listener = newListener;
            tell();
        } finally {
            telling.writeLock().unlock();
        }
    }

    Hello hello() {
        telling.readLock().lock();
        try {
            return Objects.requireNonNull(self, "the channel is not connected");
        } finally {
            telling.readLock().unlock();
        }
    }

    /** One more connection. Two incarnations of one name may both have some: core finds out which of them goes on. */
    void add(Connection connection) {
        NodeId node = connection.peer().node();
        telling.writeLock().lock();
        try {
            if (closed) {
                connection.drop();
                return;
            }
            living.computeIfAbsent(node, none -> new CopyOnWriteArrayList<>()).add(connection);
            tell();
        } finally {
            telling.writeLock().unlock();
        }
    }

    void remove(Connection connection) {
        NodeId node = connection.peer().node();
        telling.writeLock().lock();
        try {
            living.computeIfPresent(node, (same, all) -> all.remove(connection) && all.isEmpty() ? null : all);
            tell();
        } finally {
            telling.writeLock().unlock();
        }
    }

    void send(NodeId to, byte[] bytes) {
        living.getOrDefault(to, List.of()).stream().findFirst().ifPresent(connection -> connection.send(bytes));
    }

    void received(Hello from, byte[] bytes) {
        telling.readLock().lock();
        try {
            if (!closed && listener != null) {
                listener.received(from.node(), bytes);
            }
        } finally {
            telling.readLock().unlock();
        }
    }

    /** Nothing is told any more; what waits is sent as far as that is possible in a time. */
    void close(Duration farewell) {
        List<Connection> ended = new ArrayList<>();
        telling.writeLock().lock();
        try {
            closed = true;
            living.values().forEach(ended::addAll);
            living.clear();
        } finally {
            telling.writeLock().unlock();
        }
        if (farewell.isZero()) {
            ended.forEach(Connection::drop);
        } else {
            ended.forEach(connection -> connection.finish(farewell));
        }
    }

    /** Under the write lock. */
    private void tell() {
        if (closed || listener == null || self == null) {
            return;
        }
        List<NodeId> now = Stream.concat(
                        Stream.of(self),
                        living.values().stream().map(all -> all.get(0).peer()))
                .sorted(Hello.BY_AGE)
                .map(Hello::node)
                .toList();
        if (!now.equals(told)) {
            told = now;
            listener.reachable(now);
        }
    }
}
