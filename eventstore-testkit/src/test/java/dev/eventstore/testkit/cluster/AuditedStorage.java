package dev.eventstore.testkit.cluster;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A node's connection to the database, which carries each call out at once and tells what it did; with mistakes where they are
 * wanted. Confined to its simulation.
 */
final class AuditedStorage implements Storage {

    private static final Deadline NEVER = new Deadline(Long.MAX_VALUE / 4);

    private final NodeId node;
    private final Storage storage;
    private final Checks checks;
    private final Set<Plant> plants;
    private final Supplier<OptionalLong> served;
    private final BooleanSupplier claimLost;

    AuditedStorage(
            NodeId node,
            Storage storage,
            Checks checks,
            Set<Plant> plants,
            Supplier<OptionalLong> served,
            BooleanSupplier claimLost) {
        this.node = node;
        this.storage = storage;
        this.checks = checks;
        this.plants = plants;
        this.served = served;
        this.claimLost = claimLost;
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        if (isClosed()) {
            return storage.append(request);
        }
        long epoch = now(storage.cluster().epoch(NEVER));
        checks.epoch(epoch);
        long head = now(storage.head(NEVER));
        if (plants.contains(Plant.IDS_CHECKED_LAST)
                && request.expected() instanceof ExpectedVersion.Exactly exactly
                && exactly.version() < checks.version(request.stream().value())) {
            return CompletableFuture.failedStage(new WrongExpectedVersionException(
                    request.stream(),
                    request.expected(),
                    checks.version(request.stream().value())));
        }
        CompletionStage<AppendResult> result = storage.append(new AppendRequest(
                request.stream(),
                request.expected(),
                request.events(),
                request.createdAt(),
                named(request.epoch()),
                request.deadline()));
        List<StoredEvent> written = now(storage.read(new ReadRequest(StreamId.ALL, false, head + 1, 1_000, NEVER)));
        written.forEach(event -> checks.stored(event, request.epoch(), epoch));
        return result;
    }

    /** Whether it was closed while a call was on its way. */
    private boolean isClosed() {
        return storage.cluster().epoch(NEVER).toCompletableFuture().isCompletedExceptionally();
    }

    private OptionalLong named(OptionalLong epoch) {
        if (plants.contains(Plant.EPOCH_NOT_CHECKED)) {
            return OptionalLong.empty();
        }
        return plants.contains(Plant.EPOCH_STAMPED_LATE) ? served.get() : epoch;
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public CompletionStage<Void> open() {
        return storage.open();
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        if (isClosed()) {
            return storage.delete(deletion);
        }
        long epoch = now(storage.cluster().epoch(NEVER));
        Deletion sent = new Deletion(
                deletion.stream(),
                deletion.expected(),
                deletion.mode(),
                deletion.deletedAt(),
                named(deletion.epoch()),
                deletion.deadline());
        CompletionStage<Long> done = storage.delete(sent).thenApply(id -> {
            checks.removals().deleted(node, deletion, deletion.mode() == DeleteMode.HARD);
            checks.require(
                    deletion.epoch().equals(OptionalLong.of(epoch)),
                    "deleted under " + deletion.epoch() + " while the epoch was " + epoch);
            return id;
        });
        return plants.contains(Plant.CHANGES_SENT_AGAIN) ? done.thenCompose(id -> storage.delete(sent)) : done;
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        return storage.importBatch(events, deadline);
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return storage.read(request);
    }

    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return storage.readFiltered(request);
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return storage.info(stream, deadline);
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return storage.streams(query, deadline);
    }

    @Override
    public SnapshotStorage snapshots() {
        return storage.snapshots();
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return storage.head(deadline);
    }

    @Override
    public ParkingStorage parking() {
        return storage.parking();
    }

    @Override
    public SubscriptionStorage subscriptions() {
        return new AuditedSubscriptions(storage.subscriptions(), plants);
    }

    @Override
    public LinkStorage links() {
        return new Links(storage.links());
    }

    @Override
    public ClusterStorage cluster() {
        return new Cluster(storage.cluster());
    }

    @Override
    public void onHint(LongConsumer listener) {
        storage.onHint(listener);
    }

    @Override
    public void close() {
        storage.close();
    }

    private final class Links implements LinkStorage {

        private final LinkStorage links;

        Links(LinkStorage links) {
            this.links = links;
        }

        @Override
        public CompletionStage<Linked> link(Request request) {
            if (isClosed()) {
                return links.link(request);
            }
            long epoch = now(storage.cluster().epoch(NEVER));
            Request sent = new Request(
                    request.stream(),
                    request.expected(),
                    request.eventIds(),
                    request.createdAt(),
                    named(request.epoch()),
                    request.deadline());
            CompletionStage<Linked> done = links.link(sent).thenApply(linked -> {
                checks.removals().linked(node, request, linked);
                checks.require(
                        request.epoch().equals(OptionalLong.of(epoch)),
                        "linked under " + request.epoch() + " while the epoch was " + epoch);
                return linked;
            });
            return plants.contains(Plant.CHANGES_SENT_AGAIN) ? done.thenCompose(linked -> links.link(sent)) : done;
        }

        @Override
        public CompletionStage<Long> lastLink(Deadline deadline) {
            return links.lastLink(deadline);
        }

        @Override
        public CompletionStage<NewLinks> after(long link, int limit, Deadline deadline) {
            return links.after(link, limit, deadline);
        }

        @Override
        public void onLinks(LongConsumer listener) {
            links.onLinks(listener);
        }
    }

    private final class Cluster implements ClusterStorage {

        private final ClusterStorage cluster;

        Cluster(ClusterStorage cluster) {
            this.cluster = cluster;
        }

        @Override
        public CompletionStage<Long> epoch(Deadline deadline) {
            return cluster.epoch(deadline);
        }

        @Override
        public CompletionStage<Boolean> claimEpoch(long expected, UUID id, Deadline deadline) {
            CompletionStage<Boolean> claim = cluster.claimEpoch(expected, id, deadline);
            if (plants.contains(Plant.CLAIM_WITHOUT_COMPARING)) {
                checks.claimed(node, expected + 1, id);
                return CompletableFuture.completedStage(true);
            }
            CompletionStage<Boolean> answer = claim.thenApply(granted -> {
                if (granted) {
                    checks.claimed(node, expected + 1, id);
                }
                return granted;
            });
            return claimLost.getAsBoolean() ? new CompletableFuture<>() : answer;
        }

        @Override
        public CompletionStage<Boolean> raiseEpoch(long epoch, Deadline deadline) {
            return cluster.raiseEpoch(epoch, deadline);
        }

        @Override
        public CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline) {
            return cluster.agree(settings, deadline);
        }

        @Override
        public CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline) {
            return cluster.changeSettings(settings, deadline);
        }
    }
}
