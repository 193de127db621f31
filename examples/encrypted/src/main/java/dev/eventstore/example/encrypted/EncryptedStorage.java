package dev.eventstore.example.encrypted;

import dev.eventstore.api.AppendResult;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.forwarding.ForwardingStorage;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A storage that encrypts payloads and metadata on their way to another one, and decrypts them on their way back. Ids, types,
 * streams and times stay readable: the other storage decides by them. Thread-safe, as the other one is.
 */
final class EncryptedStorage extends ForwardingStorage {

    private static final String DATA = "data";
    private static final String METADATA = "metadata";

    private final Sealing sealing;
    private final SnapshotStorage snapshots;

    EncryptedStorage(Storage inner, Sealing sealing) {
        super(inner);
        this.sealing = sealing;
        this.snapshots = new EncryptedSnapshots(inner.snapshots(), sealing);
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        List<NewEvent> sealed = request.events().stream().map(this::sealed).toList();
        return super.append(new AppendRequest(
                request.stream(),
                request.expected(),
                sealed,
                request.createdAt(),
                request.epoch(),
                request.deadline()));
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        List<ImportEvent> sealed = events.stream()
                .map(each -> new ImportEvent(each.stream(), sealed(each.event()), each.createdAt()))
                .toList();
        return super.importBatch(sealed, deadline);
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return super.read(request)
                .thenApply(events -> events.stream().map(this::opened).toList());
    }

    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return super.readFiltered(request)
                .thenApply(page -> new ReadRequest.Scanned(
                        page.events().stream().map(this::opened).toList(), page.upTo(), page.more()));
    }

    @Override
    public SnapshotStorage snapshots() {
        return snapshots;
    }

    private NewEvent sealed(NewEvent event) {
        byte[] metadata = event.metadata();
        return new NewEvent(
                event.id(),
                event.type(),
                sealing.seal(owner(event.id()), DATA, event.data()),
                metadata == null ? null : sealing.seal(owner(event.id()), METADATA, metadata),
                event.causationId(),
                event.correlationId());
    }

    private StoredEvent opened(StoredEvent event) {
        byte[] metadata = event.metadata();
        return new StoredEvent(
                event.id(),
                event.type(),
                event.stream(),
                event.version(),
                event.position(),
                event.number(),
                event.createdAtMicros(),
                sealing.open(owner(event.id()), DATA, event.data()),
                metadata == null ? null : sealing.open(owner(event.id()), METADATA, metadata),
                event.causationId(),
                event.correlationId());
    }

    private static String owner(UUID event) {
        return "event " + event;
    }
}
