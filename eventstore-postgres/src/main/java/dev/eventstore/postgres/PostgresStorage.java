package dev.eventstore.postgres;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.stream.Page;
import dev.eventstore.api.stream.StreamQuery;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
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
import dev.eventstore.core.spi.storage.StorageProvider;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.postgres.admin.PostgresAdministration;
import dev.eventstore.postgres.append.Committer;
import dev.eventstore.postgres.append.Importer;
import dev.eventstore.postgres.cluster.PostgresCluster;
import dev.eventstore.postgres.delete.Deleter;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.jdbc.Work;
import dev.eventstore.postgres.link.PostgresLinks;
import dev.eventstore.postgres.notify.HintListener;
import dev.eventstore.postgres.notify.HintSender;
import dev.eventstore.postgres.read.Reader;
import dev.eventstore.postgres.read.StreamLister;
import dev.eventstore.postgres.schema.Grants;
import dev.eventstore.postgres.schema.Migrations;
import dev.eventstore.postgres.schema.ServerCheck;
import dev.eventstore.postgres.snapshot.PostgresSnapshots;
import dev.eventstore.postgres.subscription.PostgresParking;
import dev.eventstore.postgres.subscription.PostgresSubscriptions;
import dev.eventstore.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events, leases, checkpoints and snapshots in one schema of a PostgreSQL database, and the way to keep them there over
 * connections that the application brings. Thread-safe.
 */
public final class PostgresStorage implements Storage {

    private static final Logger log = LoggerFactory.getLogger(PostgresStorage.class);

    private final PostgresConfig config;
    private final TimeSource time;
    private final Database database;
    private final Work work;
    private final Committer committer;
    private final Importer importer;
    private final Deleter deleter;
    private final Reader reader;
    private final StreamLister lister;
    private final PostgresSubscriptions subscriptions;
    private final PostgresLinks links;
    private final PostgresSnapshots snapshots;
    private final PostgresParking parking;
    private final PostgresCluster cluster;
    private final PostgresAdministration administration;
    private final Transactions transactions;
    private final HintSender sender;
    private final HintListener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile CallersTransaction.@Nullable Place place;

    PostgresStorage(PostgresConfig config, StorageProvider.Context context, @Nullable DataSource shared) {
        this.config = config;
        this.time = context.time();
        this.database = new Database(config, context.storeName(), shared);
        this.work = new Work(database, context.time());
        this.sender = new HintSender(database);
        this.listener = new HintListener(database, sender::newest, sender::newestLink);
        this.committer = new Committer(database, work, context.time(), context.observer(), sender::grown);
        this.importer = new Importer(database, work, sender::grown);
        this.deleter = new Deleter(database, work, sender::linked);
        this.reader = new Reader(database, work, context.time(), context.observer());
        this.lister = new StreamLister(database, work);
        this.subscriptions = new PostgresSubscriptions(database, work);
        this.links = new PostgresLinks(database, work, sender::linked, listener::addForLinks);
        this.snapshots = new PostgresSnapshots(database, work);
        this.parking = new PostgresParking(database, work);
        this.cluster = new PostgresCluster(database, work);
        this.transactions = new Transactions(database);
        this.administration = new PostgresAdministration(database);
    }

    /**
     * A storage over connections of the application, to be given to the builder of a store; the other settings are those of
     * {@code eventstore.postgres}, but for {@code url}, {@code user}, {@code password} and {@code ssl}.
     *
     * <p>While it is open the store keeps three connections for itself, for appends and notifications, and takes up to {@code
     * pool-size} more for reads and subscriptions, which it gives back after some seconds without work. A source that cannot
     * give so many at once is refused when the store is opened. Connections are given back with the modes and session settings
     * they came with. The store never closes the source: close the store first, then the source.
     *
     * @param source hands out connections of the PostgreSQL JDBC driver, wrapped or not; no XA
     * @return the provider for {@code EventStores.builder().storage(…)}; each store that is opened with it uses the same source
     */
    public static StorageProvider of(DataSource source) {
        return new SharedSourceProvider(source);
    }

    /** The settings, for what writes beside it. */
    PostgresConfig config() {
        return config;
    }

    /** Where handlers run that write the checkpoint themselves. */
    Transactions transactions() {
        return transactions;
    }

    /** How long a statement may still take, as the driver counts. */
    int secondsLeft(Deadline deadline) {
        return (int)
                Math.max(1, Math.min(Integer.MAX_VALUE, deadline.remaining(time).toSeconds()));
    }

    /** Whether a place is the store's own, which moves when the database is restored. */
    boolean isAt(CallersTransaction.Place there) throws SQLException {
        CallersTransaction.Place known = place;
        if (known == null || !known.isSameStore(there)) {
            try (Connection own = database.borrow()) {
                known = CallersTransaction.place(own, config);
                place = known;
            }
        }
        return known.isSameStore(there);
    }

    @Override
    public boolean requiresJson() {
        return config.payload() == Payload.JSONB;
    }

    @Override
    public CompletionStage<Void> open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        Thread thread = new Thread(() -> openNow(opened), "eventstore-" + database.storeName() + "-open");
        thread.setDaemon(true);
        thread.start();
        return opened;
    }

    private void openNow(CompletableFuture<Void> opened) {
        try {
            checkServer();
            prepareSchema();
            committer.start();
            sender.start();
            listener.start();
            log.info("Opened the store in schema '{}' of {}.", config.schema(), config.shownUrl());
            opened.complete(null);
        } catch (SQLException e) {
            opened.completeExceptionally(SqlStates.toOpenException(config, e));
        } catch (EventStoreException | IllegalStateException e) {
            opened.completeExceptionally(e);
        }
    }

    private void checkServer() throws SQLException {
        try (Connection bare = database.openBare()) {
            ServerCheck.check(bare, config);
        }
    }

    private void prepareSchema() throws SQLException {
        try (Connection connection = database.open("start")) {
            Migrations migrations = new Migrations(config);
            if (config.autoMigrate()) {
                migrations.migrate(connection);
            }
            migrations.check(connection);
            if (config.grantTo().isPresent()) {
                Grants.give(connection, config, config.grantTo().get());
            }
            database.checkRoom();
            // Now, since whoever appends in a transaction of its own may hold the last connection of a shared pool.
            place = CallersTransaction.place(connection, config);
        }
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
        return committer.append(request);
    }

    @Override
    public CompletionStage<Long> delete(Deletion deletion) {
        return deleter.delete(deletion);
    }

    @Override
    public CompletionStage<ImportResult> importBatch(List<ImportEvent> events, Deadline deadline) {
        return importer.importBatch(events, deadline);
    }

    @Override
    public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
        return reader.read(request);
    }

    @Override
    public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
        return reader.readFiltered(request);
    }

    @Override
    public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
        return reader.info(stream, deadline);
    }

    @Override
    public CompletionStage<Page<StreamInfo>> streams(StreamQuery query, Deadline deadline) {
        return lister.streams(query, deadline);
    }

    @Override
    public CompletionStage<Long> head(Deadline deadline) {
        return reader.head(deadline);
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
    public StorageAdministration administration() {
        return administration;
    }

    @Override
    public void onHint(LongConsumer hintListener) {
        listener.add(hintListener);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            committer.close();
            sender.close();
            listener.close();
            work.close();
            database.close();
        }
    }
}
