package dev.eventstore.cli;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.bench.BenchAppendCommand;
import dev.eventstore.cli.bench.BenchClusterCommand;
import dev.eventstore.cli.bench.BenchCommand;
import dev.eventstore.cli.bench.BenchReadCommand;
import dev.eventstore.cli.bench.BenchSubscribeCommand;
import dev.eventstore.cli.bench.cluster.BenchNodeCommand;
import dev.eventstore.cli.command.AppendCommand;
import dev.eventstore.cli.command.ExportCommand;
import dev.eventstore.cli.command.ImportCommand;
import dev.eventstore.cli.command.InitCommand;
import dev.eventstore.cli.command.PostgresCommand;
import dev.eventstore.cli.command.ReadCommand;
import dev.eventstore.cli.command.StreamInfoCommand;
import dev.eventstore.cli.command.SubscribeCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.demo.DemoCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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

    private static CommandLine commandLine(Invocation invocation) {
        CommandLine line = new CommandLine(new Program())
                .addSubcommand(new InitCommand(invocation))
                .addSubcommand(new AppendCommand(invocation))
                .addSubcommand(new ReadCommand(invocation))
                .addSubcommand(new StreamInfoCommand(invocation))
                .addSubcommand(new SubscribeCommand(invocation))
                .addSubcommand(new ImportCommand(invocation))
                .addSubcommand(new ExportCommand(invocation))
                .addSubcommand(new PostgresCommand(invocation))
                .addSubcommand(new CommandLine(new BenchCommand())
                        .addSubcommand(new BenchAppendCommand(invocation))
                        .addSubcommand(new BenchReadCommand(invocation))
                        .addSubcommand(new BenchSubscribeCommand(invocation))
                        .addSubcommand(new BenchClusterCommand(invocation))
                        .addSubcommand(new BenchNodeCommand(invocation)))
                .addSubcommand(new DemoCommand(invocation))
                .addSubcommand(new HelpCommand());
        convert(line, StreamId.class, StreamId::of);
        convert(line, SubscriptionName.class, SubscriptionName::of);
        convert(line, ExpectedVersion.class, Program::expectedVersion);
        convert(line, StartFrom.class, Program::startFrom);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        Failures failures = new Failures(invocation.console());
        return line.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
    }

    private static <T> void convert(CommandLine line, Class<T> type, ITypeConverter<T> converter) {
        line.registerConverter(type, text -> {
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        });
    }

    private static ExpectedVersion expectedVersion(String text) {
        return switch (text) {
            case "any" -> ExpectedVersion.any();
            case "none" -> ExpectedVersion.noStream();
            case "exists" -> ExpectedVersion.streamExists();
            default -> ExpectedVersion.exactly(number(text, "any, none, exists or a version"));
        };
    }

    private static StartFrom startFrom(String text) {
        return switch (text) {
            case "origin" -> new StartFrom.Origin();
            case "current" -> new StartFrom.Current();
            default -> new StartFrom.After(number(text, "origin, current or a number"));
        };
    }

    private static long number(String text, String allowed) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be " + allowed + ", but was '" + text + "'", e);
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing a command.");
    }
}
