package dev.eventstore.cli.store;

import dev.eventstore.api.EventStore;
import dev.eventstore.cli.console.Console;
import dev.eventstore.core.BulkImport;
import dev.eventstore.core.EventStoreBuilder;
import java.util.function.Consumer;

/**
 * A store that is open for one command, with the database below it; closing it closes the one, then leaves the other.
 *
 * <p>Confined to one thread; the store in it is thread-safe.
 */
public final class StoreSession implements AutoCloseable {

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
