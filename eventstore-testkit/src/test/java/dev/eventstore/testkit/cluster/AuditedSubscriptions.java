package dev.eventstore.testkit.cluster;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The leases and checkpoints of a node, with mistakes where they are wanted. Confined to its simulation. */
final class AuditedSubscriptions implements SubscriptionStorage {

    private final SubscriptionStorage subscriptions;
    private final Set<Plant> plants;

    AuditedSubscriptions(SubscriptionStorage subscriptions, Set<Plant> plants) {
        this.subscriptions = subscriptions;
        this.plants = plants;
    }

    @Override
    public CompletionStage<ClaimResult> claim(Claim claim) {
        return subscriptions.claim(claim);
    }

    @Override
    public CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline) {
        return subscriptions.checkpoint(
                plants.contains(Plant.CHECKPOINT_AHEAD)
                        ? checkpoints.stream()
                                .map(each ->
                                        new Checkpoint(each.stream(), each.name(), each.token(), each.number() + 1))
                                .toList()
                        : checkpoints,
                deadline);
    }

    @Override
    public CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline) {
        return subscriptions.release(stream, name, token, deadline);
    }

    @Override
    public CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline) {
        return subscriptions.delete(stream, name, deadline);
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> list(Deadline deadline) {
        return subscriptions.list(deadline);
    }

    @Override
    public CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline) {
        return subscriptions.checkpoints(names, deadline);
    }

    @Override
    public CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline) {
        return subscriptions.renewNode(node, ttl, deadline);
    }

    @Override
    public CompletionStage<Void> releaseNode(NodeId node, Deadline deadline) {
        return subscriptions.releaseNode(node, deadline);
    }
}
