package dev.eventstore.core.lease;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's sign of life in the storage, renewed every third of its time while the node has subscriptions.
 *
 * <p>It holds from the moment a renewal was sent, by the node's own clock, so it never outlasts the storage's view of it: a
 * node that could not renew in time stops delivering before another may take over. A renewal that came too late begins a new
 * term: what was leased in an earlier one may be somebody else's by now. Confined to its mailbox but for {@link #isHeld} and
 * {@link #take}, which are thread-safe.
 */
public final class NodeLease implements Process {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);

    private final Self self;
    private final NodeId node;
    private final SubscriptionStorage storage;
    private final TimeSource time;
    private final Duration ttl;
    private final List<CompletableFuture<Long>> waiting = new ArrayList<>();
    private boolean renewing;
    private TimeSource.@Nullable Timer next;
    private boolean started;
    private volatile long term;
    private volatile long heldUntil;
    private volatile boolean held;

    /**
     * A lease that is taken when it is first needed.
     *
     * @param self its mailbox
     * @param node this node
     * @param storage where it stands
     * @param time the node's clock
     * @param ttl how long it holds without renewal
     */
    public NodeLease(Self self, NodeId node, SubscriptionStorage storage, TimeSource time, Duration ttl) {
        this.self = self;
        this.node = node;
        this.storage = storage;
        this.time = time;
        this.ttl = ttl;
    }

    /**
     * How often it is renewed, and how often a standby tries to take over.
     *
     * @return the time between two
     */
    public Duration renewInterval() {
        return ttl.dividedBy(3);
    }

    /**
     * Whether the node may deliver what it leased in a term.
     *
     * @param inTerm the term
     * @return true while it lasts, by the node's clock
     */
    public boolean isHeld(long inTerm) {
        return held && inTerm == term && time.nanoTime() - heldUntil < 0;
    }

    /**
     * Takes it if it is not held.
     *
     * @return completes with the term in which it is held, or fails as the storage does
     */
    public CompletionStage<Long> take() {
        CompletableFuture<Long> taken = new CompletableFuture<>();
        long current = term;
        if (isHeld(current)) {
            taken.complete(current);
        } else {
            self.run(() -> {
                waiting.add(taken);
                renew();
            });
        }
        return taken;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        throw new IllegalStateException("the lease of a node is not asked by name");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        held = false;
        if (!started) {
            return CompletableFuture.completedStage(null);
        }
        return storage.releaseNode(node, Deadline.after(time, renewInterval()));
    }

    private void renew() {
        if (renewing) {
            return;
        }
        renewing = true;
        started = true;
        long sent = time.nanoTime();
        storage.renewNode(node, ttl, Deadline.after(time, renewInterval()))
                .whenComplete((done, failure) -> self.run(() -> renewed(sent, failure)));
    }

    private void renewed(long sent, Throwable failure) {
        renewing = false;
        if (failure == null) {
            if (!isHeld(term)) {
                term = term + 1;
            }
            heldUntil = sent + ttl.toNanos();
            held = true;
            waiting.forEach(each -> each.complete(term));
        } else {
            LOG.warn(
                    "node {} could not renew its lease, without which its subscriptions stop: {}",
                    node,
                    Failures.unwrap(failure).getMessage());
            waiting.forEach(each -> each.completeExceptionally(Failures.unwrap(failure)));
        }
        waiting.clear();
        if (next != null) {
            next.cancel();
        }
        Duration delay = failure == null ? renewInterval() : renewInterval().dividedBy(4);
        next = time.schedule(delay, () -> self.run(this::renew));
    }
}
