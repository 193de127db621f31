package dev.eventstore.testkit.sim;

import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The snapshots of a {@link FaultyStorage}. Confined to the thread of its simulation. */
final class FaultySnapshots implements SnapshotStorage {

    private final SnapshotStorage snapshots;
    private final FaultyCalls calls;

    FaultySnapshots(SnapshotStorage snapshots, FaultyCalls calls) {
        this.snapshots = snapshots;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline) {
        return call(deadline, () -> snapshots.record(snapshot, deadline));
    }

    @Override
    public CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline) {
        return calls.call(deadline, () -> snapshots.read(sourceId, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Void> delete(String sourceId, Deadline deadline) {
        return call(deadline, () -> snapshots.delete(sourceId, deadline));
    }

    private <T> CompletionStage<T> call(Deadline deadline, Supplier<CompletionStage<T>> call) {
        return calls.call(
                deadline,
                call,
                () -> new StorageUnavailableException(
                        "the simulated storage did not answer; it may have been carried out", null));
    }
}
