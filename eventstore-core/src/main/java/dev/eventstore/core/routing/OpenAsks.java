package dev.eventstore.core.routing;

import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The asks that have no outcome yet, each of which is looked at again and again. Thread-safe. */
final class OpenAsks {

    private static final Duration SWEEP = Duration.ofMillis(100);

    /** By their numbers: whoever came first is looked at first. */
    private final Map<Long, PendingAsk> open = new ConcurrentSkipListMap<>();

    private final AtomicBoolean sweeps = new AtomicBoolean();
    private final TimeSource time;
    private final Runnable begin;
    private final Consumer<PendingAsk> look;

    /**
     * No asks.
     *
     * @param begin called when there is the first ask, and when there is one again
     * @param look called with each ask as long as it is open, by one thread at a time
     */
    OpenAsks(TimeSource time, Runnable begin, Consumer<PendingAsk> look) {
        this.time = time;
        this.begin = begin;
        this.look = look;
    }

    void watch(PendingAsk ask) {
        if (!ask.isDone() && open.putIfAbsent(ask.number, ask) == null) {
            ask.whenComplete((answer, failure) -> open.remove(ask.number));
        }
        if (sweeps.compareAndSet(false, true)) {
            begin.run();
            time.schedule(SWEEP, this::sweep);
        }
    }

    Collection<PendingAsk> all() {
        return open.values();
    }

    private void sweep() {
        open.values().forEach(look);
        sweeps.set(false);
        if (!open.isEmpty() && sweeps.compareAndSet(false, true)) {
            time.schedule(SWEEP, this::sweep);
        }
    }
}
