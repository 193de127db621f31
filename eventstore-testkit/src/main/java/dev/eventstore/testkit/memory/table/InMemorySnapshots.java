package dev.eventstore.testkit.memory.table;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The snapshots of a storage in memory. Thread-safe. */
public final class InMemorySnapshots implements SnapshotStorage {

    private final SnapshotTable table;
    private final Caller caller;

    /** Carries calls out one after the other. Thread-safe. */
    @FunctionalInterface
    public interface Caller {

        /**
         * Carries a call out, unless its deadline has passed by then.
         *
         * @param deadline when the caller stops waiting
         * @param work the call
         * @param <T> what it completes with
         * @return completes with what came of it
         */
        <T> CompletionStage<T> call(Deadline deadline, Supplier<T> work);
    }

    /**
     * The snapshots of a storage.
     *
     * @param table where they are, which storages may share
     * @param caller carries the calls out
     */
    public InMemorySnapshots(SnapshotTable table, Caller caller) {
        this.table = table;
        this.caller = caller;
    }

    @Override
    public CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline) {
        return caller.call(deadline, () -> table.record(snapshot));
    }

    @Override
    public CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline) {
        return caller.call(deadline, () -> table.read(sourceId));
    }

    @Override
    public CompletionStage<Void> delete(String sourceId, Deadline deadline) {
        return caller.call(deadline, () -> {
                    table.delete(sourceId);
                    return Boolean.TRUE;
                })
                .thenAccept(done -> {});
    }
}
