package dev.eventstore.cli;

import dev.eventstore.cli.admin.AwaitCommand;
import dev.eventstore.cli.admin.DropCommand;
import dev.eventstore.cli.admin.MigrateCommand;
import dev.eventstore.cli.admin.MigrationsCommand;
import dev.eventstore.cli.admin.RestoredCommand;
import dev.eventstore.cli.admin.SubscriptionsCommand;
import dev.eventstore.cli.bench.BenchAppendCommand;
import dev.eventstore.cli.bench.BenchClusterCommand;
import dev.eventstore.cli.bench.BenchCommand;
import dev.eventstore.cli.bench.BenchReadCommand;
import dev.eventstore.cli.bench.BenchSubscribeCommand;
import dev.eventstore.cli.bench.cluster.BenchNodeCommand;
import dev.eventstore.cli.cluster.ClusterCommand;
import dev.eventstore.cli.cluster.SettingsCommand;
import dev.eventstore.cli.command.AppendCommand;
import dev.eventstore.cli.command.DeleteSubscriptionCommand;
import dev.eventstore.cli.command.ExportCommand;
import dev.eventstore.cli.command.ImportCommand;
import dev.eventstore.cli.command.InitCommand;
import dev.eventstore.cli.command.LinkCommand;
import dev.eventstore.cli.command.PostgresCommand;
import dev.eventstore.cli.command.ReadCommand;
import dev.eventstore.cli.command.StreamInfoCommand;
import dev.eventstore.cli.command.StreamsCommand;
import dev.eventstore.cli.command.SubscribeCommand;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Failures;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.delete.DeleteCommand;
import dev.eventstore.cli.demo.DemoCommand;
import dev.eventstore.cli.node.NodeCommand;
import dev.eventstore.cli.parking.ParkedCommand;
import dev.eventstore.cli.parking.ReplayCommand;
import dev.eventstore.cli.parking.SkipCommand;
import dev.eventstore.cli.snapshot.DeleteSnapshotCommand;
import dev.eventstore.cli.snapshot.ReadSnapshotCommand;
import dev.eventstore.cli.snapshot.RecordSnapshotCommand;
import dev.eventstore.cli.snapshot.SnapshotCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line as a whole. Confined to one thread. */
@Command(
        name = "eventstore",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "An event store on PostgreSQL: append-only streams, one gap-free $all, subscriptions that resume.",
            "Without --url or --config it brings its own PostgreSQL, whose data stay in --data DIR (default: .eventstore)."
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused or failed", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore demo",
            "  ./eventstore append order-1 OrderPlaced '{\"total\": 12}'",
            "  ./eventstore read order-1",
            "  ./eventstore help append"
        })
final class Program implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Program() {}

    /**
     * Runs one command.
     *
     * @param invocation what the command gets
     * @param args what the user typed
     * @return the exit code
     */
    public static int run(Invocation invocation, String... args) {
        StringWriter help = new StringWriter();
        CommandLine line = commandLine(invocation);
        line.setOut(new PrintWriter(help, true));
        int exitCode = line.execute(args);
        try {
            if (!help.toString().isEmpty()) {
                invocation.console().print(help.toString().stripTrailing());
                invocation.console().flush();
            }
        } catch (RuntimeException e) {
            return Failures.tell(invocation.console(), e, false);
        }
        return exitCode;
    }

    private static CommandLine subscriptions(Invocation invocation) {
        return new CommandLine(new SubscriptionsCommand(invocation))
                .addSubcommand(new ParkedCommand(invocation))
                .addSubcommand(new ReplayCommand(invocation))
                .addSubcommand(new SkipCommand(invocation));
    }

    private static CommandLine bench(Invocation invocation) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new BenchAppendCommand(invocation))
                .addSubcommand(new BenchReadCommand(invocation))
                .addSubcommand(new BenchSubscribeCommand(invocation))
                .addSubcommand(new BenchClusterCommand(invocation))
                .addSubcommand(new BenchNodeCommand(invocation));
    }

    private static CommandLine commandLine(Invocation invocation) {
        CommandLine line = new CommandLine(new Program())
                .addSubcommand(new InitCommand(invocation))
                .addSubcommand(new MigrateCommand(invocation))
                .addSubcommand(new MigrationsCommand(invocation))
                .addSubcommand(new DropCommand(invocation))
                .addSubcommand(new RestoredCommand(invocation))
                .addSubcommand(new AppendCommand(invocation))
                .addSubcommand(new LinkCommand(invocation))
                .addSubcommand(new DeleteCommand(invocation))
                .addSubcommand(new ReadCommand(invocation))
                .addSubcommand(new StreamInfoCommand(invocation))
                .addSubcommand(new StreamsCommand(invocation))
                .addSubcommand(new CommandLine(new SnapshotCommand())
                        .addSubcommand(new ReadSnapshotCommand(invocation))
                        .addSubcommand(new RecordSnapshotCommand(invocation))
                        .addSubcommand(new DeleteSnapshotCommand(invocation)))
                .addSubcommand(new SubscribeCommand(invocation))
                .addSubcommand(subscriptions(invocation))
                .addSubcommand(new AwaitCommand(invocation))
                .addSubcommand(new DeleteSubscriptionCommand(invocation))
                .addSubcommand(new ImportCommand(invocation))
                .addSubcommand(new ExportCommand(invocation))
                .addSubcommand(new PostgresCommand(invocation))
                .addSubcommand(new NodeCommand(invocation))
                .addSubcommand(new CommandLine(new ClusterCommand()).addSubcommand(new SettingsCommand(invocation)))
                .addSubcommand(bench(invocation))
                .addSubcommand(new DemoCommand(invocation))
                .addSubcommand(new HelpCommand());
        Conversions.register(line);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        Failures failures = new Failures(invocation.console());
        return line.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing a command.");
    }
}
