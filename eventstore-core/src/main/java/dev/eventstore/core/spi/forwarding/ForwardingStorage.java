package dev.eventstore.core.spi.forwarding;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.admin.StorageAdministration;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * A storage that passes every call on to another one, for storages that change some of them: what a later core asks of storages
 * is passed on, too. A storage that must change all payloads has to know all calls that carry some: {@link #append}, {@link
 * #importBatch} and {@link #read}. Thread-safe, as far as the other one is.
 */
public abstract class ForwardingStorage implements Storage {

    private final Storage inner;

    /**
     * A storage around another.
     *
     * @param inner gets the calls; opened and closed with this one
     */
    protected ForwardingStorage(Storage inner) {
        this.inner = Objects.requireNonNull(inner, "inner storage must not be null");
    }

    @Override
    public CompletionStage<Void> open() {
        return inner.open();
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        return inner.append(request);
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        return inner.delete(deletion);
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        return inner.importBatch(events, deadline);
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return inner.read(request);
    }

    /** Who changes what {@link #read} gives changes what this gives, too. */
    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return inner.readFiltered(request);
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return inner.info(stream, deadline);
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return inner.streams(query, deadline);
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return inner.head(deadline);
    }

    @Override
    public LinkStorage links() {
        return inner.links();
    }

    @Override
    public SubscriptionStorage subscriptions() {
        return inner.subscriptions();
    }

    @Override
    public ParkingStorage parking() {
        return inner.parking();
    }

    @Override
    public SnapshotStorage snapshots() {
        return inner.snapshots();
    }

    @Override
    public StorageAdministration administration() {
        return inner.administration();
    }

    @Override
    public boolean requiresJson() {
        return inner.requiresJson();
    }

    @Override
    public ClusterStorage cluster() {
        return inner.cluster();
    }

    @Override
    public void onHint(LongConsumer listener) {
        inner.onHint(listener);
    }

    @Override
    public void close() {
        inner.close();
    }
}
