package dev.eventstore.core.snapshot;

import dev.eventstore.api.EventData;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import dev.eventstore.core.spi.storage.SnapshotStorage.StoredSnapshot;
import dev.eventstore.core.types.Payloads;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The calls of snapshots without waiting: from a node that serves to the storage, which keeps the newest. Thread-safe.
 */
public final class SnapshotCalls {

    private final Registry registry;
    private final SnapshotStorage storage;
    private final Function<EventData, NewEvent> encoder;
    private final Payloads payloads;
    private final Runner runner;
    private final TimeSource time;
    private final long maxBytes;

    /** Carries calls out: bounded in number and bytes, ended at their deadlines. Thread-safe. */
    @FunctionalInterface
    public interface Runner {

        /**
         * Carries a call out.
         *
         * @param deadline when it must have ended
         * @param size how many bytes it holds
         * @param late what it fails with if its end fails to come
         * @param work starts it
         * @param <T> what it completes with
         * @return completes as the work does
         */
        <T> CompletableFuture<T> run(
                Deadline deadline, long size, Supplier<EventStoreException> late, Supplier<CompletionStage<T>> work);
    }

    /**
     * The calls over what the wiring chose.
     *
     * @param registry knows whether this node serves
     * @param storage keeps the snapshots
     * @param encoder serialises a state as it does an event's payload, whatever its size
     * @param payloads decodes
     * @param runner carries the calls out
     * @param time the node's clock
     * @param maxBytes the largest size of one snapshot
     */
    public SnapshotCalls(
            Registry registry,
            SnapshotStorage storage,
            Function<EventData, NewEvent> encoder,
            Payloads payloads,
            Runner runner,
            TimeSource time,
            long maxBytes) {
        this.registry = registry;
        this.storage = storage;
        this.encoder = encoder;
        this.payloads = payloads;
        this.runner = runner;
        this.time = time;
        this.maxBytes = maxBytes;
    }

    /** See {@link dev.eventstore.api.snapshot.Snapshots#record}. */
    CompletableFuture<Boolean> record(SnapshotData snapshot, Deadline deadline) {
        StoredSnapshot encoded = encode(Objects.requireNonNull(snapshot, "snapshot must not be null"));
        return runner.run(
                deadline, size(encoded), late("recording of the snapshot", "it may have been written"), () -> {
                    registry.requireServing();
                    return storage.record(encoded, deadline);
                });
    }

    /** See {@link dev.eventstore.api.snapshot.Snapshots#read(String)}. */
    CompletableFuture<Optional<Snapshot>> read(String sourceId, Deadline deadline) {
        SnapshotData.requireSource(sourceId);
        return runner.<Optional<StoredSnapshot>>run(
                        deadline, 0, late("reading of the snapshot", "nothing was written"), () -> {
                            registry.requireServing();
                            return storage.read(sourceId, deadline);
                        })
                .thenApply(found -> found.map(snapshot -> new DecodedSnapshot(snapshot, payloads)));
    }

    /** See {@link dev.eventstore.api.snapshot.Snapshots#delete(String)}. */
    CompletableFuture<Void> delete(String sourceId, Deadline deadline) {
        SnapshotData.requireSource(sourceId);
        return runner.run(deadline, 0, late("deletion of the snapshot", "it may have been deleted"), () -> {
            registry.requireServing();
            return storage.delete(sourceId, deadline);
        });
    }

    private StoredSnapshot encode(SnapshotData snapshot) {
        EventData payload = EventData.of(snapshot.state());
        payload = snapshot.type().isPresent() ? payload.type(snapshot.type().get()) : payload;
        payload = snapshot.metadata().isPresent()
                ? payload.metadata(snapshot.metadata().get())
                : payload;
        NewEvent bytes = encoder.apply(payload);
        StoredSnapshot encoded = new StoredSnapshot(
                snapshot.sourceId(),
                snapshot.sourceVersion(),
                bytes.type(),
                bytes.data(),
                bytes.metadata(),
                time.now().truncatedTo(ChronoUnit.MICROS));
        if (size(encoded) > maxBytes) {
            throw new LimitExceededException("eventstore.snapshot.max-bytes", size(encoded), maxBytes);
        }
        return encoded;
    }

    private static long size(StoredSnapshot snapshot) {
        byte[] metadata = snapshot.metadata();
        return (long) snapshot.data().length + (metadata == null ? 0 : metadata.length);
    }

    private static Supplier<EventStoreException> late(String what, String outcome) {
        return () -> new DeadlineExceededException(
                "the " + what + " had not ended by its deadline; " + outcome + "; try again, which is safe", null);
    }
}
