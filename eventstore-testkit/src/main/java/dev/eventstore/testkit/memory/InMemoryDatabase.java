package dev.eventstore.testkit.memory;

import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.memory.table.SnapshotTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What several {@link InMemoryStorage}s share, as nodes share a database: events, leases, snapshots, the epoch with the
 * settings that must agree, and the clock by which the rows of nodes run out.
 *
 * <p>Thread-safe: guarded by its lock.
 */
public final class InMemoryDatabase {

    private final Object lock = new Object();
    private EventLog log;
    private final LeaseTable leases;
    private final SnapshotTable snapshots = new SnapshotTable();
    private final List<InMemoryStorage> connected = new ArrayList<>();
    private long epoch;
    private Optional<UUID> claim = Optional.empty();
    private Map<String, String> settings = Map.of();

    /** An empty database with the machine's clock. */
    public InMemoryDatabase() {
        this(new WallClock());
    }

    /**
     * An empty database.
     *
     * @param clock the database's own clock, which may differ from those of the nodes
     */
    public InMemoryDatabase(TimeSource clock) {
        log = new EventLog(clock.now());
        leases = new LeaseTable(clock, stream -> log.lastNumber(stream), stream -> log.lastStored(stream));
    }

    /**
     * Claims the next epoch: appends under older ones are refused from now on.
     *
     * @return the new epoch
     */
    public long raiseEpoch() {
        synchronized (lock) {
            return ++epoch;
        }
    }

    /**
     * Keeps what is stored now but for snapshots, as a backup does.
     *
     * @return puts it back, as often as it is run: what was stored since is lost
     */
    public Runnable keep() {
        synchronized (lock) {
            EventLog events = log.copy();
            Runnable rows = leases.keep();
            long keptEpoch = epoch;
            Optional<UUID> keptClaim = claim;
            Map<String, String> keptSettings = settings;
            return () -> {
                synchronized (lock) {
                    log = events.copy();
                    rows.run();
                    epoch = keptEpoch;
                    claim = keptClaim;
                    settings = keptSettings;
                }
            };
        }
    }

    SnapshotTable snapshots() {
        return snapshots;
    }

    long epoch() {
        synchronized (lock) {
            return epoch;
        }
    }

    boolean claimEpoch(long expected, UUID id) {
        synchronized (lock) {
            boolean granted = epoch == expected
                    || epoch == expected + 1 && claim.filter(id::equals).isPresent();
            if (granted) {
                epoch = expected + 1;
                claim = Optional.of(id);
            }
            return granted;
        }
    }

    boolean raiseEpoch(long atLeast) {
        synchronized (lock) {
            boolean raised = epoch < atLeast;
            if (raised) {
                epoch = atLeast;
                leases.forgetTokens();
            }
            return raised;
        }
    }

    Map<String, String> agree(Map<String, String> wanted) {
        synchronized (lock) {
            settings = settings.isEmpty() ? Map.copyOf(wanted) : settings;
            return settings;
        }
    }

    long changeSettings(Map<String, String> wanted) {
        synchronized (lock) {
            settings = Map.copyOf(wanted);
            return raiseEpoch();
        }
    }

    /** Does something with the events and leases that nobody else sees half done. */
    <T> T transact(BiFunction<EventLog, LeaseTable, T> work) {
        synchronized (lock) {
            return work.apply(log, leases);
        }
    }

    /** Refuses what is written under an epoch that is not the database's; called within {@link #transact}. */
    void checkEpoch(OptionalLong named) {
        synchronized (lock) {
            if (named.isPresent() && named.getAsLong() != epoch) {
                throw new SupersededException(named.getAsLong(), epoch);
            }
        }
    }

    void connect(InMemoryStorage storage) {
        synchronized (lock) {
            connected.add(storage);
        }
    }

    void disconnect(InMemoryStorage storage) {
        synchronized (lock) {
            connected.remove(storage);
        }
    }

    /** Tells the other storages that this one has written. */
    void hint(InMemoryStorage writer, long head) {
        others(writer).forEach(other -> other.hinted(head));
    }

    /** Tells the other storages that this one has linked. */
    void hintLinks(InMemoryStorage writer, long lastLink) {
        others(writer).forEach(other -> other.hintedLinks(lastLink));
    }

    private List<InMemoryStorage> others(InMemoryStorage writer) {
        synchronized (lock) {
            return connected.stream().filter(other -> other != writer).toList();
        }
    }
}
