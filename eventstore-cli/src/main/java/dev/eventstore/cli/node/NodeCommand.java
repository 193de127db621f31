package dev.eventstore.cli.node;

import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.spi.Observer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a node that stays until it is told to leave: with a console, or as a service. Confined to one thread. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = {
            "Start a node, and give it a console: append, read, subscribe, and what the node knows of its cluster.",
            "Type 'help' there. Commands can come through a pipe, one a line: the exit code is 1 if any was refused."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore node --name node1@127.0.0.1 --config cluster/node1.conf",
            "  ./eventstore node --config cluster/node1.conf --serve",
            "  printf 'append order-1 Placed {}\\nowner order-1\\n' | ./eventstore node --json"
        })
public final class NodeCommand extends StoreCommand {

    /** Set by the launcher, since Java 17 cannot tell: whether standard input and output are a terminal. */
    private static final String TERMINAL = "launcher.console";

    @Option(
            names = "--name",
            paramLabel = "NAME@HOST",
            description = "The name of this node, unlike every other's (or eventstore.cluster.node in FILE).")
    private @Nullable String name;

    @Option(names = "--serve", description = "No console: run until SIGTERM or Ctrl-C, then leave the cluster.")
    private boolean serve;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final LongAdder superseded = new LongAdder();

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public NodeCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (name != null && name.isBlank()) {
            throw new IllegalArgumentException(
                    "--name must be a name, such as node1@127.0.0.1, but was '" + name + "'");
        }
    }

    @Override
    protected void configure(EventStoreBuilder builder) {
        if (name != null) {
            builder.setting("eventstore.cluster.node", name);
        }
        builder.observer(new Observer() {
            @Override
            public void superseded(long epoch) {
                superseded.increment();
            }
        });
    }

    /** A node alone says so when it is asked, and what it knows can be asked of it. */
    @Override
    protected boolean needsQuorum() {
        return false;
    }

    @Override
    protected int run(StoreSession session) {
        return serve ? serve(session) : converse(session);
    }

    private int serve(StoreSession session) {
        Cluster cluster = session.store().cluster();
        String registry = session.target().builder().settings().text("registry");
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("serving", cluster.self().name())
                                .put("registry", registry)
                                .put("pid", ProcessHandle.current().pid())
                                .toString()
                        : "serving as " + cluster.self() + " (registry " + registry + ", process "
                                + ProcessHandle.current().pid() + ")");
        console.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            console.note("Leaving.");
        }
        return DONE;
    }

    private int converse(StoreSession session) {
        String node = session.store().cluster().self().name();
        try (Lines lines = Boolean.getBoolean(TERMINAL)
                ? TerminalLines.open(node + "> ", history(session))
                : new PipedLines(System.in)) {
            Invocation within = new Invocation(console, () -> stopRequested() || lines.stop());
            Shell shell = new Shell(
                    session,
                    superseded::sum,
                    within,
                    json,
                    spec.root().subcommands().keySet());
            lines.offer(shell.names(), shell::options);
            if (!lines.numbered()) {
                console.note(node + " serves. 'help' lists the commands; 'quit' or Ctrl-D ends the node.");
            }
            runAll(lines, shell);
            return lines.numbered() && shell.failed() ? FAILED : DONE;
        }
    }

    private void runAll(Lines lines, Shell shell) {
        long number = 0;
        Optional<String> line = next(lines);
        while (line.isPresent()) {
            number++;
            lines.begin();
            try {
                shell.run(line.get(), lines.numbered() ? number : 0);
            } finally {
                lines.end();
            }
            line = shell.ended() ? Optional.empty() : next(lines);
        }
    }

    /** The next line, empty if there is none or the program is told to end. */
    private Optional<String> next(Lines lines) {
        try {
            return stopRequested() ? Optional.empty() : lines.next();
        } catch (InterruptedException e) {
            return Optional.empty();
        }
    }

    private boolean stopRequested() {
        return invocation.stopRequested().getAsBoolean();
    }

    private static Path history(StoreSession session) {
        return session.target()
                .folder()
                .map(data -> data.resolve("console-history"))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".eventstore-history"));
    }
}
