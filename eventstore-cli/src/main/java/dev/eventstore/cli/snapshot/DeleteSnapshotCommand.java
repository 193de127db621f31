package dev.eventstore.cli.snapshot;

import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes the snapshot of a source. Confined to one thread. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Delete the snapshot of a source, if there is one. Its events stay.",
        footerHeading = "%nExamples:%n",
        footer = "  ./eventstore snapshot delete account-7")
public final class DeleteSnapshotCommand extends StoreCommand {

    @Parameters(paramLabel = "SOURCE", description = "What the state belongs to, most often a stream.")
    private String source = "";

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public DeleteSnapshotCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        SnapshotData.requireSource(source);
    }

    @Override
    protected int run(StoreSession session) {
        session.store().snapshots().delete(source);
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("source", source)
                                .put("deleted", true)
                                .toString()
                        : "There is no snapshot of " + source + " any more.");
        return DONE;
    }
}
