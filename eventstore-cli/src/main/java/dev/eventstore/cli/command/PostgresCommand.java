package dev.eventstore.cli.command;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.server.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the embedded PostgreSQL in the foreground, for commands in other terminals. Confined to one thread. */
@Command(
        name = "postgres",
        mixinStandardHelpOptions = true,
        description = {
            "Run the embedded PostgreSQL in the foreground, so that it stays up between commands. Ctrl-C ends it.",
            "Every command with the same --data uses it. If others still use it when this ends, the last of them stops it."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore postgres", "  ./eventstore postgres --data /var/lib/events --port 5555"})
public final class PostgresCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Invocation invocation;
    private final Console console;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder (default: .eventstore).")
    private Path data = Path.of(".eventstore");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "5439",
            description = "Where it listens on this machine; 0 for any free port (default: 5439).")
    private int port = 5439;

    @Option(names = "--json", description = "Print one JSON object a line, and nothing else, on standard output.")
    private boolean json;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public PostgresCommand(Invocation invocation) {
        this.invocation = invocation;
        this.console = invocation.console();
    }

    @Override
    public Integer call() {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("--port must be between 0 and " + MAX_PORT + ", but was " + port);
        }
        try (EmbeddedServer server = EmbeddedServer.keep(data, port, console)) {
            tell(server);
            while (!invocation.stopRequested().getAsBoolean()) {
                if (!server.running()) {
                    console.note("The PostgreSQL has ended by itself: see postgres.log in " + server.folder() + ".");
                    return StoreCommand.FAILED;
                }
                if (!pause()) {
                    break;
                }
            }
            console.note("Ending.");
        }
        return StoreCommand.DONE;
    }

    private void tell(EmbeddedServer server) {
        Path password = server.folder().resolve("password");
        if (json) {
            console.print(new JsonLine()
                    .put("url", server.url())
                    .put("user", server.user())
                    .put("passwordFile", password.toString())
                    .put("data", server.folder().toString())
                    .toString());
        } else {
            console.print(
                    "PostgreSQL runs at " + server.url() + ", user " + server.user() + ", password in " + password);
            console.print("Every command with --data " + data + " uses it. Ctrl-C ends it.");
        }
        console.flush();
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
