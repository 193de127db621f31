package dev.eventstore.cli.snapshot;

import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.Payloads;
import dev.eventstore.cli.store.StoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the snapshot of a source. Confined to one thread. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description = "Show the newest snapshot of a source.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore snapshot read account-7", "  ./eventstore snapshot read account-7 --json"})
public final class ReadSnapshotCommand extends StoreCommand {

    @Parameters(paramLabel = "SOURCE", description = "What the state belongs to, most often a stream.")
    private String source = "";

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public ReadSnapshotCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        SnapshotData.requireSource(source);
    }

    @Override
    protected int run(StoreSession session) {
        Snapshot snapshot = session.store()
                .snapshots()
                .read(source)
                .orElseThrow(() -> new CommandFailure("There is no snapshot of '" + source + "'."));
        console.answer(json, json ? json(snapshot) : line(snapshot));
        return DONE;
    }

    private static String line(Snapshot snapshot) {
        return "%s@%d  %s  %s  %s"
                .formatted(
                        snapshot.sourceId(),
                        snapshot.sourceVersion(),
                        snapshot.createdAt(),
                        snapshot.type(),
                        Payloads.shown(snapshot.data()));
    }

    private static String json(Snapshot snapshot) {
        JsonLine line = new JsonLine()
                .put("source", snapshot.sourceId())
                .put("version", snapshot.sourceVersion())
                .put("type", snapshot.type());
        Payloads.put(line, "data", snapshot.data());
        snapshot.metadata().ifPresent(metadata -> Payloads.put(line, "metadata", metadata));
        return line.put("createdAt", snapshot.createdAt().toString()).toString();
    }
}
