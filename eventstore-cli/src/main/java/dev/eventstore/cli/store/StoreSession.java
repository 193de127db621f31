package dev.eventstore.cli.store;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.cli.console.Console;
import dev.eventstore.core.BulkImport;
import dev.eventstore.core.EventStoreBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A store that is open for one command, with the database below it; closing it closes the one, then leaves the other.
 *
 * <p>Confined to one thread; the store in it is thread-safe.
 */
public final class StoreSession implements AutoCloseable {

    /** So long a node that joins may take without a word. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final EventStore store;
    private final Target target;

    private StoreSession(EventStore store, Target target) {
        this.store = store;
        this.target = target;
    }

    /**
     * Opens the store that the options name.
     *
     * @param options where it is
     * @param console told what takes time
     * @param more sets what the command itself decides
     * @return the session, to be closed
     */
    public static StoreSession open(StoreOptions options, Console console, Consumer<EventStoreBuilder> more) {
        Target target = Target.of(options, console, more);
        try {
            return new StoreSession(target.builder().open(), target);
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    /**
     * Points a store that is about to be opened to a database. A storage that its configuration names stays: it may be wrapped
     * around the one that gets the database.
     *
     * @param builder the store to be
     * @param database the database
     */
    public static void connect(EventStoreBuilder builder, Database database) {
        builder.setting("eventstore.postgres.url", database.url());
        database.user().ifPresent(user -> builder.setting("eventstore.postgres.user", user));
        database.password().ifPresent(password -> builder.setting("eventstore.postgres.password", password));
    }

    /**
     * The store.
     *
     * @return the store, open until the session is closed
     */
    public EventStore store() {
        return store;
    }

    /**
     * Where the store is.
     *
     * @return the target, which the session closes
     */
    public Target target() {
        return target;
    }

    /**
     * The store's entrance for many events.
     *
     * @return the bulk import
     */
    public BulkImport bulk() {
        return BulkImport.of(store);
    }

    /**
     * Waits until this node serves, as one that joins a cluster does when it is in a view with a quorum; not for ever, since the
     * call that comes next says better what is missing.
     *
     * @param console told if it takes long
     * @throws Exception if the command is to end meanwhile
     */
    public void awaitQuorum(Console console) throws Exception {
        Cluster cluster = store.cluster();
        CountDownLatch serves = new CountDownLatch(1);
        AutoCloseable views = cluster.onView(view -> countDown(serves, cluster));
        try {
            countDown(serves, cluster);
            if (!serves.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
                console.note("Waiting for the nodes of a quorum, " + PATIENCE.toSeconds() + " seconds at most.");
                serves.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            views.close();
        }
    }

    private static void countDown(CountDownLatch serves, Cluster cluster) {
        if (cluster.hasQuorum()) {
            serves.countDown();
        }
    }

    /** Closes the store, then leaves the database. An interruption is kept for later: what is under way ends well. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            store.close();
        } finally {
            target.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
