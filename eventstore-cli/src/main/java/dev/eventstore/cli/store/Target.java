package dev.eventstore.cli.store;

import dev.eventstore.cli.console.Console;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The store that the options name, about to be opened, and the database below it, which closing leaves. Confined to one
 * thread.
 */
public final class Target implements AutoCloseable {

    private static final String URL = "eventstore.postgres.url";

    private final EventStoreBuilder builder;
    private final Optional<Database> database;

    private Target(EventStoreBuilder builder, Optional<Database> database) {
        this.builder = builder;
        this.database = database;
    }

    /**
     * The store that the options name. A configuration that names no server gets the embedded one.
     *
     * @param options where it is
     * @param console told what takes time
     * @param more sets what the command itself decides
     * @return the target, to be closed
     */
    public static Target of(StoreOptions options, Console console, Consumer<EventStoreBuilder> more) {
        EventStoreBuilder builder = EventStores.builder();
        options.config().ifPresent(builder::config);
        options.schema().ifPresent(schema -> builder.setting("eventstore.postgres.schema", schema));
        options.user().ifPresent(user -> builder.setting("eventstore.postgres.user", user));
        options.registry().ifPresent(registry -> builder.setting("eventstore.registry", registry));
        more.accept(builder);
        Optional<Database> database = options.database(console, () -> namesItsStorage(builder));
        database.ifPresent(known -> StoreSession.connect(builder, known));
        return new Target(builder, database);
    }

    private static boolean namesItsStorage(EventStoreBuilder builder) {
        return builder.isSet(URL) || !builder.settings().text("storage").equals("postgres");
    }

    /**
     * What opens it.
     *
     * @return the builder, complete
     */
    public EventStoreBuilder builder() {
        return builder;
    }

    /**
     * The data folder, where the database is an embedded one.
     *
     * @return the folder
     */
    public Optional<Path> folder() {
        return database.flatMap(Database::server).map(server -> server.folder());
    }

    @Override
    public void close() {
        database.ifPresent(Database::close);
    }
}
