package dev.eventstore.testkit.suites;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.conformance.StorageConformance;
import dev.eventstore.testkit.storage.StorageFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** A storage that says yes to everything and does nothing: every test of the suites must fail with it. */
final class IdleStorage
        implements Storage, SubscriptionStorage, ParkingStorage, LinkStorage, SnapshotStorage, ClusterStorage {

    /** The suites with this storage; run by {@link SuitesFailTest} only. */
    static final class Suites extends StorageConformance {

        @Override
        protected StorageFixture newFixture() {
            return new StorageFixture() {
                @Override
                public Storage newStorage() {
                    return new IdleStorage();
                }

                @Override
                public TimeSource time() {
                    return new WallClock();
                }

                @Override
                public void close() {}
            };
        }
    }

    @Override
    public CompletionStage<Void> open() {
        return done(null);
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        return done(new AppendResult(request.stream(), 0, 0, 0));
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        return done(0L);
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        return done(new ImportResult(0, 0, 0));
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return done(List.of());
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return done(Optional.empty());
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return done(new Page<>(List.of(), query.page(), query.size(), 0));
    }

    @Override
    public ParkingStorage parking() {
        return this;
    }

    @Override
    public CompletionStage<Parked> park(Park request) {
        return done(new Parked(true, Set.of()));
    }

    @Override
    public CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline) {
        return done(List.of());
    }

    @Override
    public CompletionStage<Removed> remove(Removal removal) {
        return done(Removed.not(Outcome.ABSENT));
    }

    @Override
    public SnapshotStorage snapshots() {
        return this;
    }

    @Override
    public CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline) {
        return done(true);
    }

    @Override
    public CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline) {
        return done(Optional.empty());
    }

    @Override
    public CompletionStage<Void> delete(String sourceId, Deadline deadline) {
        return done(null);
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return done(0L);
    }

    @Override
    public SubscriptionStorage subscriptions() {
        return this;
    }

    @Override
    public void onHint(LongConsumer listener) {}

    @Override
    public void close() {}

    @Override
    public CompletionStage<ClaimResult> claim(Claim claim) {
        return done(new ClaimResult.Granted(0, 0, 0));
    }

    @Override
    public CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline) {
        return done(checkpoints.stream().map(c -> true).toList());
    }

    @Override
    public CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline) {
        return done(null);
    }

    @Override
    public CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline) {
        return done(true);
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> list(Deadline deadline) {
        return done(List.of());
    }

    @Override
    public CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline) {
        return done(names.stream().map(name -> OptionalLong.of(0)).toList());
    }

    @Override
    public CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline) {
        return done(null);
    }

    @Override
    public CompletionStage<Void> releaseNode(NodeId node, Deadline deadline) {
        return done(null);
    }

    @Override
    public LinkStorage links() {
        return this;
    }

    @Override
    public CompletionStage<Linked> link(Request request) {
        return done(new Linked(new AppendResult(request.stream(), 0, 0, 0), 0));
    }

    @Override
    public CompletionStage<Long> lastLink(Deadline deadline) {
        return done(0L);
    }

    @Override
    public CompletionStage<NewLinks> after(long link, int limit, Deadline deadline) {
        return done(new NewLinks(Set.of(), 0));
    }

    @Override
    public void onLinks(LongConsumer listener) {}

    @Override
    public ClusterStorage cluster() {
        return this;
    }

    @Override
    public CompletionStage<Long> epoch(Deadline deadline) {
        return done(0L);
    }

    @Override
    public CompletionStage<Boolean> claimEpoch(long expected, UUID claim, Deadline deadline) {
        return done(true);
    }

    @Override
    public CompletionStage<Boolean> raiseEpoch(long epoch, Deadline deadline) {
        return done(true);
    }

    @Override
    public CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline) {
        return done(settings);
    }

    @Override
    public CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline) {
        return done(0L);
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedStage(value);
    }
}
