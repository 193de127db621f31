package dev.eventstore.testkit.memory.table;

import dev.eventstore.core.spi.storage.SnapshotStorage.StoredSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest snapshot of each source. Thread-safe. */
public final class SnapshotTable {

    private final Map<String, StoredSnapshot> bySource = new ConcurrentHashMap<>();

    /** No snapshots. */
    public SnapshotTable() {}

    /** Keeps the newer one; tells whether it is this one. */
    boolean record(StoredSnapshot snapshot) {
        return bySource.merge(
                        snapshot.sourceId(),
                        snapshot,
                        (old, given) -> old.sourceVersion() > given.sourceVersion() ? old : given)
                == snapshot;
    }

    Optional<StoredSnapshot> read(String sourceId) {
        return Optional.ofNullable(bySource.get(sourceId));
    }

    void delete(String sourceId) {
        bySource.remove(sourceId);
    }
}
