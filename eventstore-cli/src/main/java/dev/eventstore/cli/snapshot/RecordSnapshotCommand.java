package dev.eventstore.cli.snapshot;

import dev.eventstore.api.EventData;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records a snapshot of a source. Confined to one thread. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description =
                "Record a snapshot of a source, unless a newer one is stored. One of the same version is replaced.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore snapshot record account-7 12 Balance '{\"cents\": 1250}'",
            "  ./eventstore snapshot record account-7 13 Balance - < balance.json"
        })
public final class RecordSnapshotCommand extends StoreCommand {

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "What the state belongs to, most often a stream; it need not exist.")
    private String source = "";

    @Parameters(
            index = "1",
            paramLabel = "VERSION",
            description = "Up to which event of the source the state was computed.")
    private long version;

    @Parameters(index = "2", paramLabel = "TYPE", description = "The state's type.")
    private String type = "";

    @Parameters(index = "3", paramLabel = "JSON", description = "The state as JSON; - reads it from standard input.")
    private String data = "";

    @Option(names = "--metadata", paramLabel = "JSON", description = "The metadata as JSON.")
    private @Nullable String metadata;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public RecordSnapshotCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        snapshot("{}");
    }

    @Override
    protected int run(StoreSession session) throws IOException {
        String state = data.equals("-") && !shares()
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip()
                : data;
        if (!session.store().snapshots().record(snapshot(state))) {
            throw new CommandFailure("A newer snapshot of '" + source + "' than version " + version
                    + " is stored, so this one was not; delete that one first if it is wrong.");
        }
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("source", source)
                                .put("version", version)
                                .put("recorded", true)
                                .toString()
                        : "Recorded the snapshot of " + source + " at version " + version + ".");
        return DONE;
    }

    private SnapshotData snapshot(String state) {
        SnapshotData snapshot = SnapshotData.json(source, version, type, state);
        return metadata == null ? snapshot : snapshot.metadata(new EventData.Json(metadata));
    }
}
