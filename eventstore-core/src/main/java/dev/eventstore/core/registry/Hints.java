package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.Hint;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Tells other nodes that the store has grown: the newest position only, at once where nothing was told lately, and not more often
 * than it matters. Thread-safe.
 */
final class Hints {

    private static final Duration PAUSE = Duration.ofMillis(1);

    private final NodeLink link;
    private final TimeSource time;
    private final Supplier<List<NodeId>> others;
    private final AtomicLong newest = new AtomicLong();
    private final AtomicLong newestLink = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile long sentAt;

    Hints(NodeLink link, TimeSource time, Supplier<List<NodeId>> others) {
        this.link = link;
        this.time = time;
        this.others = others;
        this.sentAt = time.nanoTime() - PAUSE.toNanos();
    }

    void tell(long head) {
        newest.accumulateAndGet(head, Math::max);
        sendSoon();
    }

    void tellLink(long lastLink) {
        newestLink.accumulateAndGet(lastLink, Math::max);
        sendSoon();
    }

    private void sendSoon() {
        if (scheduled.compareAndSet(false, true)) {
            Duration due = PAUSE.minusNanos(time.nanoTime() - sentAt);
            time.schedule(due.isNegative() ? Duration.ZERO : due, this::send);
        }
    }

    private void send() {
        sentAt = time.nanoTime();
        scheduled.set(false);
        Hint hint = new Hint(newest.get(), newestLink.get());
        others.get().forEach(node -> link.send(node, hint));
    }
}
