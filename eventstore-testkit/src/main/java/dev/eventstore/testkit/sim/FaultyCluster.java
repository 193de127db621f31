package dev.eventstore.testkit.sim;

import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.ClusterStorage;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The epoch and the settings of a {@link FaultyStorage}. Confined to the thread of its simulation. */
final class FaultyCluster implements ClusterStorage {

    private final ClusterStorage cluster;
    private final FaultyCalls calls;

    FaultyCluster(ClusterStorage cluster, FaultyCalls calls) {
        this.cluster = cluster;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Long> epoch(Deadline deadline) {
        return call(deadline, () -> cluster.epoch(deadline));
    }

    @Override
    public CompletionStage<Boolean> claimEpoch(long expected, UUID claim, Deadline deadline) {
        return call(deadline, () -> cluster.claimEpoch(expected, claim, deadline));
    }

    @Override
    public CompletionStage<Boolean> raiseEpoch(long epoch, Deadline deadline) {
        return call(deadline, () -> cluster.raiseEpoch(epoch, deadline));
    }

    @Override
    public CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline) {
        return call(deadline, () -> cluster.agree(settings, deadline));
    }

    @Override
    public CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline) {
        return call(deadline, () -> cluster.changeSettings(settings, deadline));
    }

    private <T> CompletionStage<T> call(Deadline deadline, Supplier<CompletionStage<T>> call) {
        return calls.call(
                deadline,
                call,
                () -> new StorageUnavailableException(
                        "the simulated storage did not answer; it may have been carried out", null));
    }
}
