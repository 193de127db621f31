package dev.eventstore.core.snapshot;

import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.api.snapshot.Snapshots;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.system.Blocking;
import java.util.Optional;
import java.util.function.Supplier;

/** The calls of snapshots with a thread that waits for them. Thread-safe. */
public final class DefaultSnapshots implements Snapshots {

    private final SnapshotCalls calls;
    private final Supplier<Deadline> deadline;

    /**
     * Snapshots for a caller that waits.
     *
     * @param calls carries the calls out
     * @param deadline says when each call must have ended
     */
    public DefaultSnapshots(SnapshotCalls calls, Supplier<Deadline> deadline) {
        this.calls = calls;
        this.deadline = deadline;
    }

    @Override
    public boolean record(SnapshotData snapshot) {
        return Blocking.await(calls.record(snapshot, deadline.get()));
    }

    @Override
    public Optional<Snapshot> read(String sourceId) {
        return Blocking.await(calls.read(sourceId, deadline.get()));
    }

    @Override
    public void delete(String sourceId) {
        Blocking.await(calls.delete(sourceId, deadline.get()));
    }
}
