package dev.eventstore.core.store;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.flow.PageCursor;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.snapshot.SnapshotCalls;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.ImportResult;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.types.Payloads;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.Appended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The calls of the store without waiting: appends go to the stream's process through the registry, reads go to the storage
 * from a node that serves. Thread-safe.
 */
public final class Engine {

    private final Registry registry;
    private final Storage storage;
    private final EventEncoder encoder;
    private final Payloads payloads;
    private final Calls calls;
    private final SnapshotCalls snapshots;
    private final StreamChanges changes;
    private final TimeSource time;
    private final Observer observer;
    private final LongConsumer grown;

    /**
     * An engine over what the wiring chose.
     *
     * @param registry finds the processes
     * @param storage is read
     * @param encoder checks and serialises
     * @param payloads decodes
     * @param calls bounds what is under way
     * @param snapshots the calls of snapshots
     * @param changes links and deletes
     * @param time the node's clock
     * @param observer told about appends and reads
     * @param grown told the last position after an import
     */
    public Engine(
            Registry registry,
            Storage storage,
            EventEncoder encoder,
            Payloads payloads,
            Calls calls,
            SnapshotCalls snapshots,
            StreamChanges changes,
            TimeSource time,
            Observer observer,
            LongConsumer grown) {
        this.registry = registry;
        this.storage = storage;
        this.encoder = encoder;
        this.payloads = payloads;
        this.calls = calls;
        this.snapshots = snapshots;
        this.changes = changes;
        this.time = time;
        this.observer = observer;
        this.grown = grown;
    }

    /** See {@link dev.eventstore.api.EventStore#append}. */
    CompletableFuture<AppendResult> append(
            StreamId stream, ExpectedVersion expected, List<EventData> events, Deadline deadline) {
        List<NewEvent> encoded = encoder.encode(stream, events);
        if (encoded.isEmpty()) {
            return CompletableFuture.completedFuture(new AppendResult(stream, 0, 0, 0));
        }
        StreamMessages.Append message =
                new StreamMessages.Append(StreamMessages.code(expected), encoded, StreamMessages.micros(time.now()));
        long started = observer == Observer.NONE ? 0 : time.nanoTime();
        CompletableFuture<AppendResult> appended = calls.run(
                deadline,
                size(encoded),
                () -> new AppendOutcomeUnknownException(stream, null),
                () -> registry.ask(ProcessName.stream(stream), message, deadline)
                        .handle((answer, failure) -> {
                            if (failure != null) {
                                throw appendFailure(stream, failure);
                            }
                            Appended done = (Appended) answer;
                            return new AppendResult(
                                    stream, done.firstVersion(), done.lastVersion(), done.lastPosition());
                        }));
        if (observer != Observer.NONE) {
            appended.whenComplete(
                    (result, failure) -> observer.appended(stream, encoded.size(), since(started), failure == null));
        }
        return appended;
    }

    /** An append that goes to the storage by another way than through the stream's process. */
    Optional<AppendRequest> request(
            StreamId stream, ExpectedVersion expected, List<EventData> events, Deadline deadline) {
        registry.requireServing();
        List<NewEvent> encoded = encoder.encode(stream, events);
        return encoded.isEmpty()
                ? Optional.empty()
                : Optional.of(new AppendRequest(stream, expected, encoded, time.now(), registry.epoch(), deadline));
    }

    /** Links that go to the storage by another way than through the stream's process. */
    Optional<LinkStorage.Request> linkRequest(
            StreamId target, ExpectedVersion expected, List<UUID> eventIds, Deadline deadline) {
        registry.requireServing();
        encoder.requireLinkable(target, eventIds);
        return eventIds.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new LinkStorage.Request(target, expected, eventIds, time.now(), registry.epoch(), deadline));
    }

    /** Which streams have been linked to, as the storage tells it. */
    CompletableFuture<LinkStorage.NewLinks> linksAfter(long link, Deadline deadline) {
        return look("call", deadline, () -> storage.links().after(link, ReadOptions.MAX_PAGE, deadline));
    }

    Storage storage() {
        return storage;
    }

    /** What a caller of an append is told: who never got an answer is told that it may have been written. */
    private static RuntimeException appendFailure(StreamId stream, Throwable failure) {
        RuntimeException cause = Failures.rethrow(failure);
        return cause instanceof AskOutcomeUnknownException ? new AppendOutcomeUnknownException(stream, cause) : cause;
    }

    /** See {@link dev.eventstore.api.EventStore#link}. */
    CompletableFuture<AppendResult> link(
            StreamId target, ExpectedVersion expected, List<UUID> eventIds, Deadline deadline) {
        encoder.requireLinkable(target, eventIds);
        if (eventIds.isEmpty()) {
            return CompletableFuture.completedFuture(new AppendResult(target, 0, 0, 0));
        }
        return changes.link(target, expected, eventIds, deadline);
    }

    /** See {@link dev.eventstore.api.EventStore#delete}. */
    CompletableFuture<Void> delete(StreamId stream, ExpectedVersion expected, DeleteMode mode, Deadline deadline) {
        return changes.delete(stream, expected, mode, deadline);
    }

    /** See {@link dev.eventstore.api.EventStore#read}. */
    CompletableFuture<List<RecordedEvent>> read(StreamId stream, ReadOptions options, Deadline deadline) {
        if (options.max() > ReadOptions.MAX_PAGE && options.max() != Long.MAX_VALUE) {
            throw new IllegalArgumentException("limit of one read must be at most " + ReadOptions.MAX_PAGE
                    + ", but was " + options.max() + "; use stream() for more");
        }
        int limit = (int) (options.max() == Long.MAX_VALUE ? options.page() : options.max());
        return page(stream, options, new PageCursor(options).from(), limit, deadline);
    }

    /** One page of a read, from a number on. */
    CompletableFuture<List<RecordedEvent>> page(
            StreamId stream, ReadOptions options, long from, int limit, Deadline deadline) {
        if (limit == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        boolean backward = options.direction() == ReadOptions.Direction.BACKWARD;
        long started = observer == Observer.NONE ? 0 : time.nanoTime();
        return calls.run(deadline, 0, late("read"), () -> {
                    registry.requireServing();
                    return storage.read(new ReadRequest(stream, backward, from, limit, deadline));
                })
                .thenApply(events -> {
                    if (observer != Observer.NONE) {
                        observer.read(stream, events.size(), since(started));
                    }
                    return recorded(events);
                });
    }

    /** See {@link dev.eventstore.api.EventStore#info}. */
    CompletableFuture<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return look("call", deadline, () -> storage.info(stream, deadline));
    }

    /** See {@link dev.eventstore.api.EventStore#streams}. */
    CompletableFuture<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return look("list", deadline, () -> storage.streams(query, deadline));
    }

    /** The position of the last event. */
    CompletableFuture<Long> head(Deadline deadline) {
        return look("call", deadline, () -> storage.head(deadline));
    }

    /** See {@link Storage#importBatch}. */
    CompletableFuture<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        long size = events.stream().mapToLong(event -> event.event().size()).sum();
        return calls.run(deadline, size, () -> new AppendOutcomeUnknownException(StreamId.ALL, null), () -> {
            registry.requireServing();
            return storage.importBatch(events, deadline).thenApply(result -> {
                grown.accept(result.lastPosition());
                return result;
            });
        });
    }

    /** Turns an event to be imported into bytes. */
    ImportEvent encode(StreamId stream, EventData event) {
        EventEncoder.requireWritable(stream);
        return new ImportEvent(stream, encoder.encode(event), time.now());
    }

    SnapshotCalls snapshots() {
        return snapshots;
    }

    Calls calls() {
        return calls;
    }

    Deadline deadline(Duration perCall) {
        return Deadline.after(time, perCall);
    }

    /** A call that only reads, on a node that serves. */
    <T> CompletableFuture<T> look(String what, Deadline deadline, Supplier<CompletionStage<T>> call) {
        return calls.run(deadline, 0, late(what), () -> {
            registry.requireServing();
            return call.get();
        });
    }

    private List<RecordedEvent> recorded(List<StoredEvent> events) {
        List<RecordedEvent> recorded = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            recorded.add(new StoredRecordedEvent(event, payloads));
        }
        return recorded;
    }

    /** What a call fails with whose end fails to come, if it cannot have written. */
    static Supplier<EventStoreException> late(String what) {
        return () -> new DeadlineExceededException("the " + what + " had not ended by its deadline; try again", null);
    }

    private Duration since(long started) {
        return Duration.ofNanos(time.nanoTime() - started);
    }

    private static long size(List<NewEvent> events) {
        long size = 0;
        for (NewEvent event : events) {
            size += event.size();
        }
        return size;
    }
}
