package dev.eventstore.cli.command;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.store.EventPrinter;
import dev.eventstore.cli.store.StoreSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the events of a stream. Confined to one thread. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description = "Show the events of a stream, or of all streams ('$all') in the order of their commits.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore read order-1",
            "  ./eventstore read '$all' --count 3 --backward --json",
            "  ./eventstore read '$all' --from 1000 --count 50"
        })
public final class ReadCommand extends StoreCommand {

    @Parameters(paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Option(
            names = "--from",
            paramLabel = "NUMBER",
            description = "The first number to read: a version of the stream, a position of $all."
                    + " Default: the beginning, or the end with --backward.")
    private @Nullable Long from;

    @Option(names = "--count", paramLabel = "N", description = "How many events at most (default: all).")
    private @Nullable Long count;

    @Option(names = "--backward", description = "From new to old.")
    private boolean backward;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public ReadCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        options();
    }

    @Override
    protected int run(StoreSession session) {
        EventPrinter printer = new EventPrinter(console, json);
        session.store().stream(stream, options()).forEach(printer::print);
        return DONE;
    }

    private ReadOptions options() {
        ReadOptions options = backward ? ReadOptions.backward() : ReadOptions.forward();
        ReadOptions begun = from == null ? options : Conversions.option("--from", () -> options.from(from));
        return count == null ? begun : Conversions.option("--count", () -> begun.limit(count));
    }
}
