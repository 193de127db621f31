package dev.eventstore.cli.command;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.cli.store.Target;
import dev.eventstore.cli.transfer.ElixirMove;
import dev.eventstore.cli.transfer.ImportSummary;
import dev.eventstore.cli.transfer.ImportSummary.Counts;
import dev.eventstore.cli.transfer.Importer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports events from a file. Confined to one thread. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Append events of many streams from a file: JSON Lines, one event a line, plain or gzipped.",
            "Keys: stream, type, data (required); id, metadata, correlationId, causationId. An event without id gets one"
                    + " that is made of its line's number and text.",
            "A line with the keys stream and link puts an event into a further stream; link is the event's id, of a line"
                    + " before it or of an event that is stored already.",
            "Importing the same file again, also after a failure, adds nothing that is stored already. A line that is"
                    + " refused ends the import; everything before it is imported.",
            "Or move a whole database of the Elixir EventStore (tables of 0.17 to 1.3.2) into an empty store: events with"
                    + " their ids and positions, streams, links, snapshots, and subscriptions with what they"
                    + " acknowledged; all, or nothing where it fails. Stop its application first; the source is not changed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore import events.jsonl.gz",
            "  generate | ./eventstore import -",
            "  ./eventstore import --from-elixir 'jdbc:postgresql://localhost/app?user=app' \\",
            "      --schema events",
            "  A line:  {\"stream\": \"order-1\", \"type\": \"Placed\", \"data\": {\"total\": 12}}",
            "  A link:  {\"stream\": \"large\", \"link\": \"0199a5d2-7c1e-7d53-8a4e-0c5e6b1f2a3d\"}"
        })
public final class ImportCommand extends StoreCommand {

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file; - reads standard input.")
    private @Nullable Path file;

    @Option(
            names = "--from-elixir",
            paramLabel = "JDBC_URL",
            description =
                    "Move this database of the Elixir EventStore instead of reading a file. Its password stands in the"
                            + " URL or in the environment: " + ElixirMove.PASSWORD_VARIABLE + ".")
    private @Nullable String fromElixir;

    @Option(
            names = "--source-schema",
            paramLabel = "NAME",
            description = "The schema of the Elixir EventStore in its database (default: public).")
    private @Nullable String sourceSchema;

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
        if ((file == null) == (fromElixir == null)) {
            throw new IllegalArgumentException(
                    "import takes FILE (- for standard input) or --from-elixir JDBC_URL: give one of them");
        }
        if (sourceSchema != null && fromElixir == null) {
            throw new IllegalArgumentException("--source-schema goes with --from-elixir JDBC_URL only");
        }
        if (fromElixir != null && shares()) {
            throw new CommandFailure("A store that is open is not moved into: end its nodes, then run"
                    + " './eventstore import --from-elixir JDBC_URL' from a shell.");
        }
        if (isFile(file) && !Files.isReadable(file)) {
            throw new CommandFailure("There is no file " + file + " that can be read.");
        }
        if (isFile(file) && Files.isDirectory(file)) {
            throw new CommandFailure(file + " is a folder; import reads one file.");
        }
    }

    private static boolean isFile(@Nullable Path path) {
        return path != null && !path.toString().equals("-");
    }

    @Override
    protected boolean opensStore() {
        return fromElixir == null;
    }

    @Override
    protected int run(Target target) {
        new ElixirMove(console, json).run(target, Objects.requireNonNull(fromElixir), sourceSchema);
        return DONE;
    }

    @Override
    protected int run(StoreSession session) throws IOException {
        Path from = Objects.requireNonNull(file);
        ImportSummary summary;
        try (InputStream input = isFile(from) ? Files.newInputStream(from) : System.in;
                Progress progress = new Progress(console, "Importing", isFile(from) ? Files.size(from) : 0)) {
            summary = new Importer(session.bulk(), session.store(), progress).run(input);
        }
        long end = summary.counts().lastPosition();
        if (end == 0) { // nothing but links, or nothing at all
            end = session.store().info(StreamId.ALL).map(StreamInfo::version).orElse(0L);
        }
        console.answer(json, json ? json(summary, end) : text(summary, end));
        return DONE;
    }

    private static String json(ImportSummary summary, long end) {
        Counts counts = summary.counts();
        return new JsonLine()
                .put("events", counts.events())
                .put("written", counts.written())
                .put("present", counts.present())
                .put("links", counts.links())
                .put("linked", counts.linked())
                .put("lastPosition", end)
                .put("seconds", summary.took().toNanos() / 1e9)
                .put("eventsPerSecond", summary.eventsPerSecond())
                .toString();
    }

    private static String text(ImportSummary summary, long end) {
        Counts counts = summary.counts();
        return String.format(
                Locale.ROOT,
                "Imported %,d events in %.1f s (%,.0f/s): %,d written, %,d present already.%s $all ends at position %d.",
                counts.events(),
                summary.took().toNanos() / 1e9,
                summary.eventsPerSecond(),
                counts.written(),
                counts.present(),
                counts.links() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " Links: %,d written, %,d present already.",
                                counts.linked(),
                                counts.linkedBefore()),
                end);
    }
}
