package dev.eventstore.core;

import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.core.StoreAssembly.OpenStorage;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.admin.DropReport;
import dev.eventstore.core.spi.admin.MigrationInfo;
import dev.eventstore.core.spi.storage.ClusterStorage;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.system.Blocking;
import java.time.Duration;
import java.util.List;

/**
 * Makes, lists and removes the tables of a store, and puts them right after a restore. It is no node, and opens the storage
 * only where it must, so it works on a store that is not there yet or too old. Confined to one
 * thread.
 */
public final class StoreAdministration implements AutoCloseable {

    private final OpenStorage reached;
    private final Runnable open;
    private final Duration callTimeout;
    private final String place;
    private boolean opened;

    private StoreAdministration(OpenStorage reached, Runnable open, Duration callTimeout, String place) {
        this.reached = reached;
        this.open = open;
        this.callTimeout = callTimeout;
        this.place = place;
    }

    /**
     * The administration of a store.
     *
     * @param builder says where the store is
     * @return the administration, which the caller closes
     * @throws dev.eventstore.api.error.EventStoreException if a setting is refused
     */
    public static StoreAdministration of(EventStoreBuilder builder) {
        Duration timeout = builder.settings().duration("call-timeout", Duration.ofMillis(1), Duration.ofDays(365));
        StoreAssembly assembly = builder.assembly();
        OpenStorage reached = assembly.closedStorage();
        return new StoreAdministration(reached, () -> assembly.open(reached.storage()), timeout, place(builder));
    }

    private static String place(EventStoreBuilder builder) {
        String schema = "eventstore.postgres.schema";
        return builder.isSet(schema)
                ? "schema '" + builder.settings().at("postgres").text("schema") + "'"
                : "the place that is set";
    }

    /**
     * The steps that bring the tables to the form that this program needs.
     *
     * @return all that this program knows, in their order, applied or pending; all are pending where there is no store
     */
    public List<MigrationInfo> migrations() {
        return Blocking.await(storage().administration().migrations());
    }

    /**
     * Applies what is pending. Programs that do so at once wait for each other, and each step is applied once.
     *
     * @return the steps that this call applied
     */
    public List<MigrationInfo> migrate() {
        return Blocking.await(storage().administration().migrate());
    }

    /**
     * Removes the store with all its events, for ever, and nothing else.
     *
     * @param keepForeign whether the store may be removed from among things that are not its own; else they make it refuse
     * @return what was removed
     * @throws dev.eventstore.api.error.EventStoreException if it is refused; nothing was removed
     */
    public DropReport drop(boolean keepForeign) {
        return Blocking.await(storage().administration().drop(keepForeign));
    }

    /**
     * To be called after the storage was restored from a backup, before nodes start: raises the epoch and all tokens beyond
     * what was handed out since the backup, so that nothing which has survived from that time can write, and takes back
     * checkpoints that are beyond the end of their stream.
     *
     * @return the new epoch
     * @throws dev.eventstore.api.error.StorageException if there is no store; none is made
     */
    public long restored() {
        List<MigrationInfo> migrations = migrations();
        if (!migrations.isEmpty() && migrations.stream().allMatch(MigrationInfo::pending)) {
            throw new StorageException(
                    "nothing was raised: " + place
                            + " holds no event store; name the right one with eventstore.postgres.schema and"
                            + " eventstore.postgres.url, or restore the backup first",
                    null);
        }
        long wanted = Blocking.await(opened().cluster().epoch(soon())) + ClusterStorage.LEAP;
        Blocking.await(opened().cluster().raiseEpoch(wanted, soon()));
        return Blocking.await(opened().cluster().epoch(soon()));
    }

    /**
     * The persistent subscriptions as they are stored; nobody is asked what they do.
     *
     * @return all of them, by stream and name
     */
    public List<SubscriptionInfo> subscriptions() {
        return Blocking.await(opened().subscriptions().list(soon()));
    }

    private Storage storage() {
        return reached.storage();
    }

    private Storage opened() {
        if (!opened) {
            open.run();
            opened = true;
        }
        return storage();
    }

    private Deadline soon() {
        return Deadline.after(reached.time(), callTimeout);
    }

    /** Lets go of the storage. */
    @Override
    public void close() {
        storage().close();
        reached.afterwards().run();
    }
}
