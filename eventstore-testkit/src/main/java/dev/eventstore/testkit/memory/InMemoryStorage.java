package dev.eventstore.testkit.memory;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
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
import dev.eventstore.testkit.memory.table.InMemorySnapshots;
import dev.eventstore.testkit.memory.table.StreamList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * A {@link Storage} in memory: one node's connection to an {@link InMemoryDatabase}, which it may share with others.
 *
 * <p>Calls are carried out one after the other by an executor, so a simulation can decide when. What is written lives as long as
 * the database object. Thread-safe.
 */
public final class InMemoryStorage implements Storage {

    private static final long DEFAULT_MAX_WAITING = 100_000;
    private static final int MAX_IMPORT = 10_000;

    private final InMemoryDatabase database;
    private final Executor executor;
    private final TimeSource time;
    private final Observer observer;
    private final InMemorySubscriptions subscriptions = new InMemorySubscriptions(this);
    private final ClusterStorage cluster = new InMemoryCluster(this);
    private final Links links = new Links();
    private final SnapshotStorage snapshots;
    private volatile LongConsumer hints = head -> {};
    private volatile LongConsumer linkHints = link -> {};
    private volatile boolean closed;

    /** A storage with a database, a thread and the machine's clock of its own. */
    public InMemoryStorage() {
        this(new InMemoryDatabase());
    }

    /**
     * A storage with a thread of its own and the machine's clock.
     *
     * @param database where the events are
     */
    public InMemoryStorage(InMemoryDatabase database) {
        this(database, new StorageThread("eventstore-memory", DEFAULT_MAX_WAITING), new WallClock(), Observer.NONE);
    }

    /**
     * A storage whose calls are carried out by somebody else.
     *
     * @param database where the events are
     * @param executor carries out the calls; when it rejects one, the storage counts as closed
     * @param time the clock by which deadlines are told
     * @param observer told of appends and reads
     */
    public InMemoryStorage(InMemoryDatabase database, Executor executor, TimeSource time, Observer observer) {
        this.database = database;
        this.snapshots = new InMemorySnapshots(database.snapshots(), this::call);
        this.executor = executor;
        this.time = time;
        this.observer = observer;
    }

    @Override
    public CompletionStage<Void> open() {
        database.connect(this);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        return call(request.deadline(), () -> {
            long start = time.nanoTime();
            AppendResult result = database.transact((log, leases) -> {
                database.checkEpoch(request.epoch());
                return log.append(request);
            });
            observer.batchWritten(1, request.events().size(), Duration.ofNanos(time.nanoTime() - start));
            database.hint(this, result.lastPosition());
            return result;
        });
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        return call(deletion.deadline(), () -> {
            long id = database.transact((log, leases) -> {
                database.checkEpoch(deletion.epoch());
                long deleted = log.delete(deletion);
                if (deletion.mode() == DeleteMode.HARD) {
                    leases.removed(deletion.stream(), log::isStored);
                }
                return deleted;
            });
            database.hintLinks(this, id);
            return id;
        });
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        if (events.size() > MAX_IMPORT) {
            throw new IllegalArgumentException("an import may have " + MAX_IMPORT + " events, not " + events.size());
        }
        return call(deadline, () -> {
            ImportResult result = database.transact((log, leases) -> log.importBatch(events));
            database.hint(this, result.lastPosition());
            return result;
        });
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return reading(request, log -> log.read(request), List::size);
    }

    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return reading(request.page(), log -> log.read(request), ReadRequest.Scanned::size);
    }

    private <T> CompletionStage<T> reading(ReadRequest request, Function<EventLog, T> read, ToIntFunction<T> size) {
        return call(request.deadline(), () -> {
            long start = time.nanoTime();
            T page = database.transact((log, leases) -> {
                leases.require(request);
                return read.apply(log);
            });
            observer.read(request.stream(), size.applyAsInt(page), Duration.ofNanos(time.nanoTime() - start));
            return page;
        });
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return call(deadline, () -> database.transact((log, leases) -> log.info(stream)));
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return call(deadline, () -> StreamList.page(database.transact((log, leases) -> log.streams()), query));
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return call(deadline, () -> database.transact((log, leases) -> log.head()));
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
        return subscriptions;
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
    }

    @Override
    public void close() {
        closed = true;
        database.disconnect(this);
        if (executor instanceof StorageThread own) {
            own.close();
        }
    }

    InMemoryDatabase database() {
        return database;
    }

    void hinted(long head) {
        tell(() -> hints.accept(head));
    }

    void hintedLinks(long lastLink) {
        tell(() -> linkHints.accept(lastLink));
    }

    private void tell(Runnable hint) {
        try {
            executor.execute(hint);
        } catch (OverloadedException | RejectedExecutionException lost) {
            // Hints may be lost.
        }
    }

    /** Carries a call out when the executor gets to it, unless its deadline has passed by then. */
    <T> CompletionStage<T> call(Deadline deadline, Supplier<T> work) {
        if (closed) {
            return CompletableFuture.failedStage(closed());
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> carryOut(deadline, work, answer));
        } catch (OverloadedException | RejectedExecutionException refused) {
            answer.completeExceptionally(refused instanceof OverloadedException ? refused : closed());
        }
        return answer;
    }

    private <T> void carryOut(Deadline deadline, Supplier<T> work, CompletableFuture<T> answer) {
        if (deadline.hasPassed(time)) {
            String late = "the deadline passed before the storage was asked; nothing was written";
            answer.completeExceptionally(new DeadlineExceededException(late, null));
            return;
        }
        try {
            answer.complete(work.get());
        } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
        }
    }

    private static StoreClosedException closed() {
        return new StoreClosedException("the storage is closed; nothing was written");
    }

    /** Events in further streams. Thread-safe. */
    private final class Links implements LinkStorage {

        @Override
        public CompletionStage<Linked> link(Request request) {
            return call(request.deadline(), () -> {
                Linked linked = database.transact((log, leases) -> {
                    database.checkEpoch(request.epoch());
                    return log.link(request);
                });
                database.hintLinks(InMemoryStorage.this, linked.lastLink());
                return linked;
            });
        }

        @Override
        public CompletionStage<Long> lastLink(Deadline deadline) {
            return call(deadline, () -> database.transact((log, leases) -> log.lastLink()));
        }

        @Override
        public CompletionStage<NewLinks> after(long link, int limit, Deadline deadline) {
            return call(deadline, () -> database.transact((log, leases) -> log.linksAfter(link, limit)));
        }

        @Override
        public void onLinks(LongConsumer listener) {
            linkHints = listener;
        }
    }
}
