package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which view this node is in and since when, for all its subscriptions: after a change those who were attached before come
 * first, so others wait for a while. On a node that is in no cluster nobody waits. Thread-safe.
 */
public final class Views {

    /** A view and when it was entered. */
    private record Entered(View view, long at) {}

    private final Registry registry;
    private final TimeSource time;
    private final Duration attachTimeout;
    private final Set<Consumer<View>> listeners = ConcurrentHashMap.newKeySet();
    private volatile Entered entered;

    /**
     * The views of a node from now on.
     *
     * @param registry tells of views
     * @param time the node's clock
     * @param attachTimeout for how long those who were attached before come first
     */
    public Views(Registry registry, TimeSource time, Duration attachTimeout) {
        this.registry = registry;
        this.time = time;
        this.attachTimeout = attachTimeout;
        this.entered = new Entered(new View(0, List.of()), time.nanoTime());
        registry.onView(this::entered);
    }

    private void entered(View view) {
        entered = new Entered(view, time.nanoTime());
        listeners.forEach(listener -> listener.accept(view));
    }

    /** Whether there are views, so that an owner may change. */
    boolean isClustered() {
        return registry.view().epoch() > 0;
    }

    /** For how long those who were attached before come first. */
    Duration attachTimeout() {
        return attachTimeout;
    }

    /** How long a subscriber that was attached nowhere before has to wait; zero if it need not. */
    Duration holdOff() {
        long epoch = registry.view().epoch();
        Entered last = entered;
        if (epoch == 0) {
            return Duration.ZERO;
        }
        // The registry may be in a view that it has not told yet.
        long rest = epoch > last.view().epoch()
                ? attachTimeout.toNanos()
                : last.at() + attachTimeout.toNanos() - time.nanoTime();
        return Duration.ofNanos(Math.max(0, rest));
    }

    boolean isMember(NodeId node) {
        return entered.view().members().contains(node);
    }

    /** Tells of each view that is entered from now on; the listener only puts a step into its own mailbox. */
    void add(Consumer<View> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<View> listener) {
        listeners.remove(listener);
    }
}
