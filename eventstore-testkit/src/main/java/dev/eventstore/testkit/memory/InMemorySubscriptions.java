package dev.eventstore.testkit.memory;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The leases, checkpoints and parked events of an {@link InMemoryStorage}. Thread-safe. */
final class InMemorySubscriptions implements SubscriptionStorage, ParkingStorage {

    private final InMemoryStorage storage;

    InMemorySubscriptions(InMemoryStorage storage) {
        this.storage = storage;
    }

    @Override
    public CompletionStage<ClaimResult> claim(Claim claim) {
        return storage.call(claim.deadline(), () -> storage.database().transact((log, leases) -> leases.claim(claim)));
    }

    @Override
    public CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline) {
        return storage.call(
                deadline,
                () -> storage.database()
                        .transact((log, leases) ->
                                checkpoints.stream().map(leases::checkpoint).toList()));
    }

    @Override
    public CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline) {
        return run(deadline, leases -> leases.release(stream, name, token));
    }

    @Override
    public CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline) {
        return storage.call(deadline, () -> storage.database().transact((log, leases) -> leases.delete(stream, name)));
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> list(Deadline deadline) {
        return storage.call(deadline, () -> storage.database().transact((log, leases) -> leases.list()));
    }

    @Override
    public CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline) {
        return storage.call(
                deadline,
                () -> storage.database()
                        .transact((log, leases) ->
                                names.stream().map(leases::checkpointOf).toList()));
    }

    @Override
    public CompletionStage<Parked> park(Park request) {
        return storage.call(
                request.deadline(),
                () -> storage.database().transact((log, leases) -> leases.park(request, log::isStored)));
    }

    @Override
    public CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline) {
        return storage.call(deadline, () -> storage.database().transact((log, leases) -> leases.parked(stream, name)));
    }

    @Override
    public CompletionStage<Removed> remove(Removal removal) {
        return storage.call(
                removal.deadline(), () -> storage.database().transact((log, leases) -> leases.unpark(removal)));
    }

    @Override
    public CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline) {
        return run(deadline, leases -> leases.renewNode(node, ttl));
    }

    @Override
    public CompletionStage<Void> releaseNode(NodeId node, Deadline deadline) {
        return run(deadline, leases -> leases.releaseNode(node));
    }

    private CompletionStage<Void> run(Deadline deadline, Consumer<LeaseTable> work) {
        return storage.call(
                        deadline,
                        () -> storage.database().transact((log, leases) -> {
                            work.accept(leases);
                            return Boolean.TRUE;
                        }))
                .thenAccept(done -> {});
    }
}
