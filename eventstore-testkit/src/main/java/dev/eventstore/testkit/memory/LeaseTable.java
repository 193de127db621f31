package dev.eventstore.testkit.memory;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.parking.ParkingStorage.Outcome;
import dev.eventstore.core.spi.parking.ParkingStorage.Park;
import dev.eventstore.core.spi.parking.ParkingStorage.Parked;
import dev.eventstore.core.spi.parking.ParkingStorage.Removal;
import dev.eventstore.core.spi.parking.ParkingStorage.Removed;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import dev.eventstore.testkit.memory.table.ParkedRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of subscriptions and of the nodes that hold them. Not thread-safe: guarded by the lock of its
 * {@link InMemoryDatabase}.
 */
final class LeaseTable {

    private static final long LEAP = 1_000_000_000;

    private final TimeSource clock;
    private final ToLongFunction<StreamId> lastNumber;
    private final ToLongFunction<StreamId> lastStored;
    private final Map<Key, Row> rows = new HashMap<>();
    private final Map<NodeId, Deadline> nodes = new HashMap<>();

    /** The sequence of tokens: it outlives the rows, so a token is never used twice. */
    private long lastToken;

    LeaseTable(TimeSource clock, ToLongFunction<StreamId> lastNumber, ToLongFunction<StreamId> lastStored) {
        this.clock = clock;
        this.lastNumber = lastNumber;
        this.lastStored = lastStored;
    }

    ClaimResult claim(Claim claim) {
        Key key = new Key(claim.stream(), claim.name());
        claim.start()
                .ifPresent(start -> rows.computeIfAbsent(
                        key, k -> new Row(start(claim.stream(), start), clock.now(), ++lastToken)));
        Row row = rows.get(key);
        if (row == null) {
            return new ClaimResult.Missing();
        }
        if (claim.epoch().isPresent()) {
            long epoch = claim.epoch().getAsLong();
            if (row.epoch > epoch || claim.onlyFree() && row.epoch == epoch && row.owner != null) {
                return new ClaimResult.Held(row.owner == null ? "epoch " + row.epoch : row.owner.name());
            }
            row.epoch = epoch;
        } else if (row.owner != null && !row.owner.equals(claim.owner()) && lives(row.owner)) {
            return new ClaimResult.Held(row.owner.name());
        }
        row.owner = claim.owner();
        row.token = ++lastToken;
        return new ClaimResult.Granted(row.token, row.checkpoint, row.generation, row.parked.keys());
    }

    boolean checkpoint(Checkpoint checkpoint) {
        Row row = rows.get(new Key(checkpoint.stream(), checkpoint.name()));
        if (row == null || row.token != checkpoint.token()) {
            return false;
        }
        row.checkpoint = Math.max(row.checkpoint, checkpoint.number());
        return true;
    }

    Parked park(Park request, LongPredicate stored) {
        Row row = rows.get(new Key(request.stream(), request.name()));
        if (row == null || row.token != request.token()) {
            return new Parked(false, Set.of());
        }
        Set<Long> free = row.parked.park(request.rows(), stored, clock.now());
        if (free.isEmpty()) {
            row.checkpoint = Math.max(row.checkpoint, request.checkpoint());
        }
        return new Parked(true, free);
    }

    List<ParkedEvent> parked(StreamId stream, SubscriptionName name) {
        Row row = rows.get(new Key(stream, name));
        return row == null ? List.of() : row.parked.list();
    }

    Removed unpark(Removal removal) {
        Row row = rows.get(new Key(removal.stream(), removal.name()));
        if (row == null) {
            return Removed.not(removal.token().isPresent() ? Outcome.NOT_HELD : Outcome.ABSENT);
        }
        boolean held = removal.token().isPresent()
                ? row.token == removal.token().getAsLong()
                : row.owner == null || !lives(row.owner);
        if (!held) {
            return Removed.not(Outcome.NOT_HELD);
        }
        if (removal.token().isEmpty()) {
            row.token = ++lastToken;
            row.owner = null;
        }
        return row.parked.remove(removal.number(), removal.key());
    }

    void release(StreamId stream, SubscriptionName name, long token) {
        Row row = rows.get(new Key(stream, name));
        if (row != null && row.token == token) {
            row.owner = null;
        }
    }

    boolean delete(StreamId stream, SubscriptionName name) {
        return rows.remove(new Key(stream, name)) != null;
    }

    OptionalLong checkpointOf(Name name) {
        Row row = rows.get(new Key(name.stream(), name.name()));
        return row == null ? OptionalLong.empty() : OptionalLong.of(row.checkpoint);
    }

    List<SubscriptionInfo> list() {
        return rows.entrySet().stream()
                .map(entry -> info(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(
                                (SubscriptionInfo info) -> info.stream().value())
                        .thenComparing(info -> info.name().value()))
                .toList();
    }

    private SubscriptionInfo info(Key key, Row row) {
        return new SubscriptionInfo(
                key.stream(),
                key.name(),
                row.checkpoint,
                lastStored.applyAsLong(key.stream()),
                Optional.ofNullable(row.owner).map(NodeId::name),
                Optional.ofNullable(row.owner)
                        .map(nodes::get)
                        .map(expiry -> clock.now().plus(expiry.remaining(clock))),
                row.createdAt);
    }

    /** What was handed out before may come back: nothing of it is to be valid. */
    void forgetTokens() {
        lastToken += LEAP;
        rows.forEach((key, row) -> {
            row.token = ++lastToken;
            row.generation = row.token;
            row.owner = null;
            row.checkpoint = Math.min(row.checkpoint, lastNumber.applyAsLong(key.stream()));
        });
        nodes.clear();
    }

    /** Keeps what is here now; what is given puts it back. */
    Runnable keep() {
        Map<Key, Row> kept = new HashMap<>();
        rows.forEach((key, row) -> kept.put(key, new Row(row)));
        long token = lastToken;
        return () -> {
            rows.clear();
            kept.forEach((key, row) -> rows.put(key, new Row(row)));
            nodes.clear();
            lastToken = token;
        };
    }

    /** What was parked of removed events goes; every subscription of the stream begins anew, and nobody has its lease. */
    void removed(StreamId stream, LongPredicate stored) {
        rows.forEach((key, row) -> {
            row.parked.retain(stored);
            if (key.stream().equals(stream)) {
                row.checkpoint = 0;
                row.token = ++lastToken;
                row.generation = row.token;
                row.owner = null;
                row.parked.retain(position -> false);
            }
        });
    }

    /** Refuses a read for a lease that does not hold. */
    void require(ReadRequest request) {
        request.lease().ifPresent(lease -> {
            Row row = rows.get(new Key(request.stream(), lease.name()));
            if (row == null || row.token != lease.token()) {
                throw new LeaseLostException(request.stream(), lease.name());
            }
        });
    }

    void renewNode(NodeId node, Duration ttl) {
        nodes.put(node, Deadline.after(clock, ttl));
    }

    void releaseNode(NodeId node) {
        nodes.remove(node);
        rows.values().stream().filter(row -> node.equals(row.owner)).forEach(row -> row.owner = null);
    }

    private boolean lives(NodeId node) {
        Deadline expiry = nodes.get(node);
        return expiry != null && !expiry.hasPassed(clock);
    }

    private long start(StreamId stream, StartFrom start) {
        if (start instanceof StartFrom.After after) {
            return after.number();
        }
        return start instanceof StartFrom.Current ? lastNumber.applyAsLong(stream) : 0;
    }

    private record Key(StreamId stream, SubscriptionName name) {}

    private static final class Row {
        private @Nullable NodeId owner;
        private long token;
        private long epoch;
        private long checkpoint;
        private long generation;
        private final ParkedRows parked = new ParkedRows();
        private final Instant createdAt;

        Row(Row row) {
            this(row.checkpoint, row.createdAt, row.generation);
            owner = row.owner;
            token = row.token;
            epoch = row.epoch;
            parked.set(row.parked);
        }

        Row(long checkpoint, Instant createdAt, long generation) {
            this.checkpoint = checkpoint;
            this.createdAt = createdAt;
            this.generation = generation;
        }
    }
}
