package dev.eventstore.testkit.sim;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The leases and checkpoints of a {@link FaultyStorage}. Confined to the thread of its simulation. */
final class FaultySubscriptions implements SubscriptionStorage {

    private final SubscriptionStorage subscriptions;
    private final FaultyCalls calls;

    FaultySubscriptions(SubscriptionStorage subscriptions, FaultyCalls calls) {
        this.subscriptions = subscriptions;
        this.calls = calls;
    }

    @Override
    public CompletionStage<ClaimResult> claim(Claim claim) {
        return calls.call(claim.deadline(), () -> subscriptions.claim(claim), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline) {
        return calls.call(deadline, () -> subscriptions.checkpoint(checkpoints, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline) {
        return calls.call(
                deadline, () -> subscriptions.release(stream, name, token, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline) {
        return calls.call(deadline, () -> subscriptions.delete(stream, name, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> list(Deadline deadline) {
        return calls.call(deadline, () -> subscriptions.list(deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline) {
        return calls.call(deadline, () -> subscriptions.checkpoints(names, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline) {
        return calls.call(deadline, () -> subscriptions.renewNode(node, ttl, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Void> releaseNode(NodeId node, Deadline deadline) {
        return calls.call(deadline, () -> subscriptions.releaseNode(node, deadline), FaultyCalls::unavailable);
    }
}
