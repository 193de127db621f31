package dev.eventstore.cli.command;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.cli.transfer.ImportSummary;
import dev.eventstore.cli.transfer.Importer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Imports events from a file. Confined to one thread. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Append events of many streams from a file: JSON Lines, one event a line, plain or gzipped.",
            "Keys: stream, type, data (required); id, metadata, correlationId, causationId. An event without id gets one"
                    + " that is made of its line's number and text.",
            "Importing the same file again, also after a failure, adds nothing that is stored already. A line that is"
                    + " refused ends the import; everything before it is imported."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore import events.jsonl.gz",
            "  generate | ./eventstore import -",
            "  A line:  {\"stream\": \"order-1\", \"type\": \"OrderPlaced\", \"data\": {\"total\": 12}}"
        })
public final class ImportCommand extends StoreCommand {

    @Parameters(paramLabel = "FILE", description = "The file; - reads standard input.")
    private Path file = Path.of("-");

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public ImportCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (isFile() && !Files.isReadable(file)) {
            throw new CommandFailure("There is no file " + file + " that can be read.");
        }
        if (isFile() && Files.isDirectory(file)) {
            throw new CommandFailure(file + " is a folder; import reads one file.");
        }
    }

    private boolean isFile() {
        return !file.toString().equals("-");
    }

    @Override
    protected int run(StoreSession session) throws IOException {
        ImportSummary summary;
        try (InputStream input = isFile() ? Files.newInputStream(file) : System.in;
                Progress progress = new Progress(console, "Importing", isFile() ? Files.size(file) : 0)) {
            summary = new Importer(session.bulk(), progress).run(input);
        }
        console.print(json ? json(summary) : text(summary));
        return DONE;
    }

    private static String json(ImportSummary summary) {
        return new JsonLine()
                .put("events", summary.lines())
                .put("written", summary.written())
                .put("present", summary.present())
                .put("lastPosition", summary.lastPosition())
                .put("seconds", summary.took().toNanos() / 1e9)
                .put("eventsPerSecond", summary.eventsPerSecond())
                .toString();
    }

    private static String text(ImportSummary summary) {
        return String.format(
                Locale.ROOT,
                "Imported %,d events in %.1f s (%,.0f/s): %,d written, %,d present already. $all ends at position %d.",
                summary.lines(),
                summary.took().toNanos() / 1e9,
                summary.eventsPerSecond(),
                summary.written(),
                summary.present(),
                summary.lastPosition());
    }
}
