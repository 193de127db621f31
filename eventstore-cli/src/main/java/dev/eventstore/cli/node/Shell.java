package dev.eventstore.cli.node;

import dev.eventstore.cli.admin.AwaitCommand;
import dev.eventstore.cli.admin.SubscriptionsCommand;
import dev.eventstore.cli.command.AppendCommand;
import dev.eventstore.cli.command.DeleteSubscriptionCommand;
import dev.eventstore.cli.command.LinkCommand;
import dev.eventstore.cli.command.ReadCommand;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.command.StreamInfoCommand;
import dev.eventstore.cli.command.StreamsCommand;
import dev.eventstore.cli.command.SubscribeCommand;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.delete.DeleteCommand;
import dev.eventstore.cli.parking.ParkedCommand;
import dev.eventstore.cli.parking.ReplayCommand;
import dev.eventstore.cli.parking.SkipCommand;
import dev.eventstore.cli.snapshot.DeleteSnapshotCommand;
import dev.eventstore.cli.snapshot.ReadSnapshotCommand;
import dev.eventstore.cli.snapshot.RecordSnapshotCommand;
import dev.eventstore.cli.store.StoreSession;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands of a console, each made anew for each line. Confined to one thread. */
final class Shell {

    private static final Set<String> OWN = Set.of("help", "?", "quit", "exit");

    private final StoreSession session;
    private final Console console;
    private final boolean json;
    private final Refusals refusals;
    private final Set<String> outside;
    private final Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    private boolean failed;
    private boolean quit;

    /**
     * The commands on a store.
     *
     * @param session the open store
     * @param superseded how many appends of this node were refused since their epoch was past
     * @param invocation where they speak, and when they are to stop
     * @param json whether all of them answer in JSON
     * @param program the names of the program's commands, also of those that a node that runs has no use for
     */
    Shell(StoreSession session, LongSupplier superseded, Invocation invocation, boolean json, Set<String> program) {
        this.session = session;
        this.console = invocation.console();
        this.json = json;
        this.refusals = new Refusals(console, json);
        this.outside = program;
        add("append", () -> new AppendCommand(invocation));
        add("link", () -> new LinkCommand(invocation));
        add("delete", () -> new DeleteCommand(invocation));
        add("read", () -> new ReadCommand(invocation));
        add("stream-info", () -> new StreamInfoCommand(invocation));
        add("streams", () -> new StreamsCommand(invocation));
        add("snapshot read", () -> new ReadSnapshotCommand(invocation));
        add("snapshot record", () -> new RecordSnapshotCommand(invocation));
        add("snapshot delete", () -> new DeleteSnapshotCommand(invocation));
        add("subscribe", () -> new SubscribeCommand(invocation));
        add("subscriptions", () -> new SubscriptionsCommand(invocation));
        add("subscriptions parked", () -> new ParkedCommand(invocation));
        add("subscriptions replay", () -> new ReplayCommand(invocation));
        add("subscriptions skip", () -> new SkipCommand(invocation));
        add("await", () -> new AwaitCommand(invocation));
        add("delete-subscription", () -> new DeleteSubscriptionCommand(invocation));
        Diagnostics cluster = new Diagnostics(session, superseded, console);
        ask("nodes", "The nodes of this node's view.", cluster::nodes);
        ask("view", "The view that this node entered last: its epoch and its members.", cluster::view);
        ask("quorum", "Whether this node serves: whether its view has a quorum.", cluster::quorum);
        ask(
                "epoch",
                "The epoch under which this node's appends are written, and how many were refused under past ones.",
                cluster::epoch);
        ask("ring", "What part of all names each node owns.", cluster::ring);
        ask("registered", "All processes that run, on every node.", cluster::registered);
        askOf("whereis", "Where the process of a stream runs now.", cluster::whereis);
        askOf("owner", "Where the process of a stream runs when it is asked.", cluster::owner);
    }

    private void add(String name, Supplier<StoreCommand> command) {
        commands.put(name, () -> prepared(name, command.get().on(session, json)));
    }

    private void ask(String name, String description, Question.Answer answer) {
        commands.put(name, () -> described(name, description, new Question(json, answer)));
    }

    private void askOf(String name, String description, Question.ProcessAnswer answer) {
        commands.put(name, () -> described(name, description, new Question.OfProcess(json, answer)));
    }

    private CommandLine described(String name, String description, Object question) {
        CommandLine line = new CommandLine(question);
        line.getCommandSpec().usageMessage().description(description);
        return prepared(name, line);
    }

    private CommandLine prepared(String name, CommandLine line) {
        line.setCommandName(name);
        CommandSpec spec = line.getCommandSpec();
        spec.remove(spec.findOption("--version"));
        List.copyOf(spec.positionalParameters()).forEach(each -> leaveInputOut(spec, each));
        UsageMessageSpec usage = spec.usageMessage();
        usage.footer(Arrays.stream(usage.footer())
                .filter(text -> !text.contains(" - < "))
                .map(text -> text.replace("./eventstore ", ""))
                .toArray(String[]::new));
        Conversions.register(line);
        return line.setParameterExceptionHandler(refusals).setExecutionExceptionHandler(refusals);
    }

    /** Standard input is the console's, so no command reads a value from it. */
    private static void leaveInputOut(CommandSpec spec, PositionalParamSpec parameter) {
        String[] description = Arrays.stream(parameter.description())
                .map(text -> text.replace("; - reads it from standard input", ""))
                .toArray(String[]::new);
        spec.remove(parameter);
        spec.add(parameter.toBuilder().description(description).build());
    }

    /** The names of all commands. */
    List<String> names() {
        return Stream.concat(commands.keySet().stream(), Stream.of("help", "quit"))
                .toList();
    }

    /** The options of a command, none if there is no such command. */
    List<String> options(String command) {
        Supplier<CommandLine> known = commands.get(command);
        return known == null
                ? List.of()
                : known.get().getCommandSpec().options().stream()
                        .map(option -> option.longestName())
                        .toList();
    }

    /** Whether a command was refused or failed. */
    boolean failed() {
        return failed;
    }

    /** Whether no more lines are wanted. */
    boolean ended() {
        return quit || refusals.outputClosed();
    }

    /**
     * Runs a line.
     *
     * @param text what was typed; nothing, or what begins with #, does nothing
     * @param number which line of a file it is, 0 if of none
     */
    void run(String text, long number) {
        refusals.at(number);
        Words words = Words.of(text);
        if (words.all().isEmpty() || text.stripLeading().startsWith("#")) {
            return;
        }
        if (!words.complete()) {
            failed |= refusals.usage("", "a quote or bracket is not closed") != 0;
        } else {
            failed |= run(words.all()) != 0;
        }
        console.flush();
    }

    private int run(List<String> words) {
        switch (words.get(0)) {
            case "quit", "exit" -> {
                quit = true;
                return 0;
            }
            case "help", "?" -> {
                return help(words.subList(1, words.size()));
            }
            default -> {
                return command(words);
            }
        }
    }

    /** Runs a command, whose name may be two words. */
    private int command(List<String> words) {
        List<String> family = names().stream()
                .filter(each -> each.startsWith(words.get(0) + " "))
                .toList();
        boolean two = words.size() > 1
                && !family.isEmpty()
                && (!commands.containsKey(words.get(0)) || family.contains(words.get(0) + " " + words.get(1)));
        String name = two ? words.get(0) + " " + words.get(1) : words.get(0);
        List<String> arguments = words.subList(two ? 2 : 1, words.size());
        Optional<Supplier<CommandLine>> known = Optional.ofNullable(commands.get(name));
        if (known.isEmpty() && family.isEmpty() && outside.contains(name)) {
            return refusals.usage(
                    "",
                    "'" + name + "' is a command of the program, not of the console: run ./eventstore " + name
                            + " in a shell");
        }
        if (known.isEmpty()) {
            return refusals.usage(
                    "",
                    "there is no command '" + name + "'; there are "
                            + String.join(", ", family.isEmpty() ? names() : family));
        }
        StringWriter help = new StringWriter();
        CommandLine line = known.get().get();
        line.setOut(new PrintWriter(help, true));
        int exitCode = line.execute(arguments.toArray(String[]::new));
        show(help.toString());
        return exitCode;
    }

    private int help(List<String> arguments) {
        if (!arguments.isEmpty() && !OWN.contains(arguments.get(0))) {
            return command(
                    Stream.concat(arguments.stream(), Stream.of("--help")).toList());
        }
        StringBuilder text = new StringBuilder();
        commands.forEach((name, command) -> text.append("  %-20s %s%n"
                .formatted(name, command.get().getCommandSpec().usageMessage().description()[0])));
        text.append("  %-20s %s%n".formatted("help [COMMAND]", "This list, or what a command takes."));
        text.append("  %-20s %s%n".formatted("quit", "Leave the cluster and end; so does the end of the input."));
        text.append(
                "Words are quoted as in a shell, but JSON needs no quotes: append order-1 OrderPlaced {\"total\": 12}");
        show(text.toString());
        return 0;
    }

    /** Help is for people: among answers in JSON it has no place. */
    private void show(String help) {
        if (help.isEmpty()) {
            return;
        }
        if (json) {
            console.note(help.stripTrailing());
        } else {
            console.print(help.stripTrailing());
        }
    }
}
