package dev.eventstore.testkit.sim;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * A {@link Storage} whose calls go wrong: refused, slow, or carried out without an answer. What it answers is true, as the SPI
 * demands: an append whose answer is lost ends with {@link AppendOutcomeUnknownException} at its deadline.
 *
 * <p>Confined to the thread of its simulation.
 */
public final class FaultyStorage implements Storage {

    private final Storage storage;
    private final FaultyCalls calls;
    private final SubscriptionStorage subscriptions;
    private final LinkStorage links;
    private final SnapshotStorage snapshots;
    private final ParkingStorage parking;
    private final ClusterStorage cluster;
    private LongConsumer hints = head -> {};
    private boolean connected = true;

    /**
     * A storage that works until it is told otherwise.
     *
     * @param storage carries the calls out
     * @param random decides which calls go wrong
     * @param time the clock by which calls are slow
     */
    public FaultyStorage(Storage storage, RandomGenerator random, TimeSource time) {
        this(storage, random, time, Runnable::run);
    }

    /**
     * The storage of a node that may be paused or die: calls that have left it are carried out, but it gets no answer then.
     *
     * @param storage carries the calls out
     * @param random decides which calls go wrong
     * @param time the clock by which calls are slow
     * @param node runs what the answers lead to
     */
    public FaultyStorage(Storage storage, RandomGenerator random, TimeSource time, Executor node) {
        this.storage = storage;
        this.calls = new FaultyCalls(random, time, node);
        this.subscriptions = new FaultySubscriptions(storage.subscriptions(), calls);
        this.links = new FaultyLinks(storage.links(), calls);
        this.snapshots = new FaultySnapshots(storage.snapshots(), calls);
        this.parking = new FaultyParking(storage.parking(), calls);
        this.cluster = new FaultyCluster(storage.cluster(), calls);
    }

    /**
     * Says what goes wrong from now on.
     *
     * @param faults how often what
     */
    public void faults(Faults faults) {
        calls.faults(faults);
    }

    /** Cuts the connection: new calls are refused, those under way may be carried out but are not answered, hints are lost. */
    public void disconnect() {
        connected = false;
        calls.connected(false);
    }

    /** Restores the connection. */
    public void reconnect() {
        connected = true;
        calls.connected(true);
    }

    /**
     * Gives a hint that nobody has sent: late, repeated or of more than there is.
     *
     * @param head the head that it tells
     */
    public void hint(long head) {
        hints.accept(head);
    }

    @Override
    public CompletionStage<Void> open() {
        return storage.open();
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        return calls.call(
                request.deadline(),
                () -> storage.append(request),
                () -> new AppendOutcomeUnknownException(request.stream(), null));
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        return calls.call(
                deletion.deadline(),
                () -> storage.delete(deletion),
                () -> new AskOutcomeUnknownException(ProcessName.stream(deletion.stream())));
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        return calls.call(deadline, () -> storage.importBatch(events, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return calls.call(request.deadline(), () -> storage.read(request), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return calls.call(request.page().deadline(), () -> storage.readFiltered(request), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return calls.call(deadline, () -> storage.info(stream, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return calls.call(deadline, () -> storage.streams(query, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return calls.call(deadline, () -> storage.head(deadline), FaultyCalls::unavailable);
    }

    @Override
    public SubscriptionStorage subscriptions() {
        return subscriptions;
    }

    @Override
    public LinkStorage links() {
        return links;
    }

    @Override
    public ParkingStorage parking() {
        return parking;
    }

    @Override
    public SnapshotStorage snapshots() {
        return snapshots;
    }

    @Override
    public ClusterStorage cluster() {
        return cluster;
    }

    @Override
    public void onHint(LongConsumer listener) {
        hints = listener;
        storage.onHint(head -> {
            if (connected) {
                listener.accept(head);
            }
        });
    }

    @Override
    public void close() {
        storage.close();
    }
}
