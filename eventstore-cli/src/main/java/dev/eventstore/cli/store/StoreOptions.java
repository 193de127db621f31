package dev.eventstore.cli.store;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say where the events are, shared by all commands. Filled by the command line, then only read.
 */
public final class StoreOptions {

    /** The environment's name for the URL of the server. */
    static final String URL_VARIABLE = "EVENTSTORE_POSTGRES_URL";

    /** The environment's name for the password. */
    static final String PASSWORD_VARIABLE = "EVENTSTORE_POSTGRES_PASSWORD";

    private static final Path DEFAULT_DATA = Path.of(".eventstore");

    @Option(
            names = "--url",
            paramLabel = "JDBC_URL",
            description = "A PostgreSQL server, such as jdbc:postgresql://localhost/eventstore" + " (or environment "
                    + URL_VARIABLE + ", or eventstore.postgres.url in FILE). Without it: an embedded one.")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "The server's user. The password is taken from the environment: " + PASSWORD_VARIABLE + ".")
    private @Nullable String user;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "The store's schema in the database (default: public).")
    private @Nullable String schema;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the embedded PostgreSQL (default: .eventstore).")
    private @Nullable Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "A configuration file (HOCON); options override it.")
    private @Nullable Path config;

    @Option(
            names = "--registry",
            paramLabel = "ID",
            description = "Who finds processes: local (default), jgroups, hazelcast, …")
    private @Nullable String registry;

    @Option(names = "--stacktrace", description = "Show where a failure came from.")
    private boolean stacktrace;

    /**
     * Whether failures are to show where they came from.
     *
     * @return true if asked for
     */
    public boolean stacktrace() {
        return stacktrace;
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    Optional<String> schema() {
        return Optional.ofNullable(schema);
    }
    /**
     * The registry that was chosen.
     *
     * @return its id, empty if none was
     */
    public Optional<String> registry() {
        return Optional.ofNullable(registry);
    }

    /**
     * The data folder of the embedded server.
     *
     * @return the folder
     */
    public Path data() {
        return data == null ? DEFAULT_DATA : data;
    }

    /**
     * Where the database is: given, embedded, or empty if the configuration file says it.
     *
     * @param console told that an embedded server is used
     * @param configured whether the configuration says it
     * @return the database, to be closed
     */
    Optional<Database> database(Console console, BooleanSupplier configured) {
        String given = url != null ? url : System.getenv(URL_VARIABLE);
        if (url != null && data != null) {
            throw new IllegalArgumentException(
                    "--url and --data exclude each other: a server of your own, or the embedded one");
        }
        if (given != null && data == null) {
            return Optional.of(Database.external(given, user, System.getenv(PASSWORD_VARIABLE)));
        }
        if (config != null && data == null && configured.getAsBoolean()) {
            return Optional.empty();
        }
        return Optional.of(embedded(console));
    }

    private Database embedded(Console console) {
        if (user != null) {
            throw new IllegalArgumentException(
                    "--user goes with a server of your own, named by --url: the embedded PostgreSQL has a user already");
        }
        EmbeddedServer server = EmbeddedServer.use(data(), console);
        console.note((server.attached() ? "Attached to the embedded PostgreSQL in " : "Embedded PostgreSQL in ")
                + server.folder() + " (--url for a server of your own).");
        return Database.embedded(server);
    }

    /**
     * The database itself, for commands that speak SQL to it beside the store.
     *
     * @param console told that an embedded server is used
     * @return the database, to be closed
     * @throws CommandFailure if only the configuration file knows it
     */
    public Database requireDatabase(Console console) {
        return database(console, () -> true)
                .orElseThrow(
                        () -> new CommandFailure(
                                "This command speaks to the database itself: give it with --url (or --data), not with --config alone."));
    }
}
