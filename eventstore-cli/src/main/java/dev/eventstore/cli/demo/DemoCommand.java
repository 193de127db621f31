package dev.eventstore.cli.demo;

import dev.eventstore.api.EventStore;
import dev.eventstore.cli.bench.yardstick.Scratch;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.Database;
import dev.eventstore.cli.store.StoreOptions;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job on real data and checks what it claims. Confined to one thread. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Do the main job on real data, the git history of this project, and check every claim: append, conflict, read,"
                    + " $all, a subscription that resumes.",
            "On three nodes, each a process of its own, of which some are killed, paused and started again; or on one.",
            "It works in a scratch schema that is dropped in the end. Exit code 1 if a claim does not hold."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore demo",
            "  ./eventstore demo --registry hazelcast",
            "  ./eventstore demo --nodes 1 --json"
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int ALL_HOLD = 0;
    private static final int SOME_FAILED = 1;

    private final Console console;

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many nodes: 3 (default), over --registry jgroups (default) or hazelcast; or 1.")
    private int nodes = DemoNodes.COUNT;

    @Option(names = "--json", description = "Print one JSON object a claim, and nothing else, on standard output.")
    private boolean json;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public DemoCommand(Invocation invocation) {
        this.console = invocation.console();
    }

    @Override
    public Integer call() throws Exception {
        check();
        long begin = System.nanoTime();
        Claims claims = new Claims(console, json);
        boolean interrupted = false;
        try (Database database = options.requireDatabase(console);
                Scratch scratch = Scratch.on(database)) {
            try {
                if (nodes == 1) {
                    runOnOne(database, scratch, claims);
                } else {
                    runOnThree(database, scratch, claims);
                }
            } finally {
                interrupted = Thread.interrupted(); // what follows drops and closes, and must not be cut short
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        summary(claims, (System.nanoTime() - begin) / 1e9);
        return claims.failed() == 0 ? ALL_HOLD : SOME_FAILED;
    }

    private void check() {
        if (nodes != 1 && nodes != DemoNodes.COUNT) {
            throw new IllegalArgumentException("--nodes must be 1 or " + DemoNodes.COUNT + ", but was " + nodes);
        }
        String allowed = nodes == 1 ? "local" : "jgroups or hazelcast";
        if (options.registry()
                .filter(id -> !List.of(allowed.split(" or ")).contains(id))
                .isPresent()) {
            throw new IllegalArgumentException(
                    "--registry must be " + allowed + " with --nodes " + nodes + ", but was '" + registry() + "'");
        }
    }

    private String registry() {
        return options.registry().orElse("jgroups");
    }

    private GitHistory input(String where, Scratch scratch, Claims claims) throws SQLException {
        GitHistory history = GitHistory.of(Path.of(System.getProperty("launcher.home", ".")));
        claims.say(String.format(
                Locale.ROOT,
                "%s, PostgreSQL %s. Input: %,d changes of %,d files in %,d commits, %s.",
                where,
                scratch.text("show server_version"),
                history.changes().size(),
                history.streams(),
                history.commits(),
                history.source()));
        return history;
    }

    private void runOnThree(Database database, Scratch scratch, Claims claims) throws Exception {
        String schema = scratch.newName();
        GitHistory history = input("Three nodes over " + registry(), scratch, claims);
        try (DemoNodes cluster = new DemoNodes(registry(), schema, database);
                DemoSql sql = new DemoSql(scratch, schema)) {
            try {
                form(cluster, sql, claims);
                ClusterRun run = new ClusterRun(cluster, sql, claims, history);
                run.append();
                run.owners();
                run.conflict();
                run.read();
                LossRun losses = new LossRun(cluster, sql, claims, run);
                losses.kill();
                losses.alone();
                losses.join();
                new PauseRun(cluster, sql, claims, run).pause();
                run.accounts();
            } finally {
                if (claims.failed() > 0) {
                    console.note("The nodes' logs are in " + cluster.keptLogs() + ".");
                }
            }
        }
    }

    private static void form(DemoNodes cluster, DemoSql sql, Claims claims) throws SQLException {
        long begin = System.nanoTime();
        for (int number = 1; number <= DemoNodes.COUNT; number++) {
            cluster.start(number);
        }
        long epoch = cluster.awaitView(cluster.all().toArray(DemoNode[]::new));
        sql.noteWriters();
        claims.say(String.format(
                Locale.ROOT,
                "node1, node2 and node3 run and are one cluster, in the view of epoch %d, after %.1f s.",
                epoch,
                (System.nanoTime() - begin) / 1e9));
    }

    private void runOnOne(Database database, Scratch scratch, Claims claims) throws Exception {
        String schema = scratch.newName();
        GitHistory history = input("One node", scratch, claims);
        try (DemoSql sql = new DemoSql(scratch, schema)) {
            SubscriptionRun subscription = new SubscriptionRun(sql, claims);
            DemoRun demo;
            try (EventStore store = open(database, schema)) {
                demo = new DemoRun(store, sql, claims, history);
                demo.append();
                demo.conflict();
                demo.read();
                subscription.firstHalf(store);
            }
            subscription.secondHalf(() -> open(database, schema));
            demo.appendOnly();
        }
    }

    private static EventStore open(Database database, String schema) {
        EventStoreBuilder builder = EventStores.builder();
        StoreSession.connect(builder, database);
        return builder.setting("eventstore.postgres.schema", schema).open();
    }

    private void summary(Claims claims, double seconds) {
        int all = claims.held() + claims.failed();
        if (json) {
            console.print(new JsonLine()
                    .put("claims", (long) all)
                    .put("held", (long) claims.held())
                    .put("failed", (long) claims.failed())
                    .put("seconds", seconds)
                    .toString());
        } else {
            console.print("");
            console.print(
                    claims.failed() == 0
                            ? String.format(Locale.ROOT, "All %d claims hold. %.1f s.", all, seconds)
                            : String.format(
                                    Locale.ROOT,
                                    "%d of %d claims do NOT hold. %.1f s.",
                                    claims.failed(),
                                    all,
                                    seconds));
        }
        console.flush();
    }
}
