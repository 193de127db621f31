package dev.eventstore.cli.command;

import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.cli.transfer.Exporter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes events in the import format. Confined to one thread. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write events to standard output in the format of 'import' (JSON Lines, oldest first), each with its"
                    + " position and version, which 'import' passes over.",
            "Links are lines of their own, after the events they need. Those of a stream that was deleted cannot be read and are"
                    + " left out. With links the export ends where $all ended when it began.",
            "The output is JSON with and without --json."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore export | gzip > events.jsonl.gz",
            "  ./eventstore export order-1",
            "  ./eventstore export --from 1001 >> events.jsonl"
        })
public final class ExportCommand extends StoreCommand {

    private static final int PAGE = 2_000;

    @Parameters(paramLabel = "STREAM", arity = "0..1", description = "The stream (default: $all).")
    private StreamId stream = StreamId.ALL;

    @Option(
            names = "--from",
            paramLabel = "NUMBER",
            description =
                    "The first number to write (default: the beginning). Of $all all links are written nonetheless.")
    private @Nullable Long from;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public ExportCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        options();
    }

    @Override
    protected int run(StoreSession session) {
        Exporter exporter;
        try (Progress progress = new Progress(console, "Exporting", 0)) {
            exporter = new Exporter(session.store(), console, progress);
            exporter.run(stream, options());
        }
        console.flush();
        console.note(exporter.summary());
        return DONE;
    }

    private ReadOptions options() {
        ReadOptions options = ReadOptions.forward().pageSize(PAGE);
        return from == null ? options : Conversions.option("--from", () -> options.from(from));
    }
}
