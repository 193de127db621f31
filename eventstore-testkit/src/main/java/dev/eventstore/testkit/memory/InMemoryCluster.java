package dev.eventstore.testkit.memory;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.ClusterStorage;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The epoch and the settings of an {@link InMemoryStorage}. Thread-safe. */
final class InMemoryCluster implements ClusterStorage {

    private final InMemoryStorage storage;

    InMemoryCluster(InMemoryStorage storage) {
        this.storage = storage;
    }

    @Override
    public CompletionStage<Long> epoch(Deadline deadline) {
        return storage.call(deadline, () -> storage.database().epoch());
    }

    @Override
    public CompletionStage<Boolean> claimEpoch(long expected, UUID claim, Deadline deadline) {
        return storage.call(deadline, () -> storage.database().claimEpoch(expected, claim));
    }

    @Override
    public CompletionStage<Boolean> raiseEpoch(long epoch, Deadline deadline) {
        return storage.call(deadline, () -> storage.database().raiseEpoch(epoch));
    }

    @Override
    public CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline) {
        return storage.call(deadline, () -> storage.database().agree(settings));
    }

    @Override
    public CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline) {
        return storage.call(deadline, () -> storage.database().changeSettings(settings));
    }
}
