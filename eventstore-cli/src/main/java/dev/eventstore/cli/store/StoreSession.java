package dev.eventstore.cli.store;

import dev.eventstore.api.EventStore;
import dev.eventstore.cli.console.Console;
import dev.eventstore.core.BulkImport;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import java.util.Optional;

/**
 * A store that is open for one command, with the database below it; closing it closes the one, then leaves the other.
 *
 * <p>Confined to one thread; the store in it is thread-safe.
 */
public final class StoreSession implements AutoCloseable {

    private final EventStore store;
    private final Optional<Database> database;

    private StoreSession(EventStore store, Optional<Database> database) {
        this.store = store;
        this.database = database;
    }

    /**
     * Opens the store that the options name.
     *
     * @param options where it is
     * @param console told what takes time
     * @return the session, to be closed
     */
    public static StoreSession open(StoreOptions options, Console console) {
        Optional<Database> database = options.database(console);
        try {
            EventStoreBuilder builder = EventStores.builder();
            options.config().ifPresent(builder::config);
            options.schema().ifPresent(schema -> builder.setting("eventstore.postgres.schema", schema));
            options.registry().ifPresent(registry -> builder.setting("eventstore.registry", registry));
            database.ifPresent(known -> connect(builder, known));
            return new StoreSession(builder.open(), database);
        } catch (RuntimeException e) {
            database.ifPresent(Database::close);
            throw e;
        }
    }

    /**
     * Points a store that is about to be opened to a database.
     *
     * @param builder the store to be
     * @param database the database
     */
    public static void connect(EventStoreBuilder builder, Database database) {
        builder.setting("eventstore.storage", "postgres");
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
            database.ifPresent(Database::close);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
