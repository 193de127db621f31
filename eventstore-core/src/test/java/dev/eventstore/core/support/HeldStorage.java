package dev.eventstore.core.support;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** A storage whose calls wait until the test answers them. */
public final class HeldStorage
        implements Storage, SubscriptionStorage, ParkingStorage, LinkStorage, SnapshotStorage, ClusterStorage {

    /** A call that waits for its answer. */
    public record Call(Object request, CompletableFuture<Object> answer) {}

    private final List<Call> calls = new ArrayList<>();

    /** The calls that were made since this was last asked. */
    public List<Call> calls() {
        List<Call> made = List.copyOf(calls);
        calls.clear();
        return made;
    }

    /** The only call that was made since this was last asked. */
    public Call call() {
        List<Call> made = calls();
        if (made.size() != 1) {
            throw new AssertionError("expected one call, but were " + made);
        }
        return made.get(0);
    }

    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> held(Object request) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        calls.add(new Call(request, answer));
        return (CompletionStage<T>) (CompletionStage<?>) answer;
    }

    @Override
    public CompletionStage<Void> open() {
        return held("open");
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        return held(request);
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        return held(deletion);
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        return held(events);
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return held(request);
    }

    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return held(request);
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return held(stream);
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return held(query);
    }

    @Override
    public ParkingStorage parking() {
        return this;
    }

    @Override
    public CompletionStage<Parked> park(Park request) {
        return held(request);
    }

    @Override
    public CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline) {
        return held(name);
    }

    @Override
    public CompletionStage<Removed> remove(Removal removal) {
        return held(removal);
    }

    @Override
    public SnapshotStorage snapshots() {
        return this;
    }

    @Override
    public CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline) {
        return held(snapshot);
    }

    @Override
    public CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline) {
        return held(sourceId);
    }

    @Override
    public CompletionStage<Void> delete(String sourceId, Deadline deadline) {
        return held("delete " + sourceId);
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return held("head");
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
        return held(claim);
    }

    @Override
    public CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline) {
        return held(checkpoints);
    }

    @Override
    public CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline) {
        return held(token);
    }

    @Override
    public CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline) {
        return held(name);
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> list(Deadline deadline) {
        return held("list");
    }

    @Override
    public CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline) {
        return held(names);
    }

    @Override
    public CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline) {
        return held(node);
    }

    @Override
    public CompletionStage<Void> releaseNode(NodeId node, Deadline deadline) {
        return held("release " + node);
    }

    @Override
    public LinkStorage links() {
        return this;
    }

    @Override
    public CompletionStage<Linked> link(Request request) {
        return held(request);
    }

    @Override
    public CompletionStage<Long> lastLink(Deadline deadline) {
        return held("last link");
    }

    @Override
    public CompletionStage<NewLinks> after(long link, int limit, Deadline deadline) {
        return held("links after " + link);
    }

    @Override
    public void onLinks(LongConsumer listener) {}

    @Override
    public ClusterStorage cluster() {
        return this;
    }

    @Override
    public CompletionStage<Long> epoch(Deadline deadline) {
        return held("epoch");
    }

    @Override
    public CompletionStage<Boolean> claimEpoch(long expected, UUID claim, Deadline deadline) {
        return held("claim " + expected);
    }

    @Override
    public CompletionStage<Boolean> raiseEpoch(long epoch, Deadline deadline) {
        return held("raise " + epoch);
    }

    @Override
    public CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline) {
        return held(settings);
    }

    @Override
    public CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline) {
        return held(settings);
    }
}
