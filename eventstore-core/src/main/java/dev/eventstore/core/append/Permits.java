package dev.eventstore.core.append;

import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.wire.ForwardMessages.Used;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The permits that the streams of this node have given to other nodes, until these say that they were used, or for {@value
 * #LONGEST_MILLIS} ms: a node that is gone must not hold a stream up, and what it writes late does no harm, since the storage
 * decides. Thread-safe.
 */
public final class Permits implements Process {

    static final int LONGEST_MILLIS = 250;

    private static final Duration LONGEST = Duration.ofMillis(LONGEST_MILLIS);
    private static final Duration SWEEP = Duration.ofMillis(50);

    private final TimeSource time;
    private final Map<UUID, Given> open = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeps = new AtomicBoolean();

    /**
     * None is given.
     *
     * @param time the node's clock
     */
    public Permits(TimeSource time) {
        this.time = time;
    }

    /** A permit, complete when it was used. */
    private static final class Given extends CompletableFuture<Void> {

        private final long until;

        Given(long until) {
            this.until = until;
        }
    }

    /**
     * Gives a permit.
     *
     * @param append names the append
     * @return completes when it was used, or is waited for no longer
     */
    CompletionStage<Void> give(UUID append) {
        Given given = new Given(time.nanoTime() + LONGEST.toNanos());
        Given before = open.put(append, given);
        if (before != null) {
            before.complete(null);
        }
        sweepLater();
        return given;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        for (Ask ask : asks) {
            if (ask.message() instanceof Used used) {
                used.ids().forEach(this::end);
                ask.answer().complete(new Message.Done());
            } else {
                ask.answer().completeExceptionally(new NotSupportedException("permits are only used"));
            }
        }
        return CompletableFuture.completedStage(null);
    }

    private void end(UUID append) {
        Given given = open.remove(append);
        if (given != null) {
            given.complete(null);
        }
    }

    private void sweepLater() {
        if (sweeps.compareAndSet(false, true)) {
            time.schedule(SWEEP, this::sweep);
        }
    }

    private void sweep() {
        long now = time.nanoTime();
        open.forEach((append, given) -> {
            if (now - given.until >= 0 && open.remove(append, given)) {
                given.complete(null);
            }
        });
        sweeps.set(false);
        if (!open.isEmpty()) {
            sweepLater();
        }
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        open.keySet().forEach(this::end);
        return CompletableFuture.completedStage(null);
    }
}
