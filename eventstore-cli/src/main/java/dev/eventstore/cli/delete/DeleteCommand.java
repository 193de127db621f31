package dev.eventstore.cli.delete;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a stream, softly or with its events. Confined to one thread. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Delete a stream: it can no longer be read or appended to. Its events stay in $all and where they were linked to.",
            "With --hard its events are removed for ever, in $all and everywhere, and its name begins at version 1 again. It"
                    + " asks first; --yes answers. The store must allow it: eventstore.enable-hard-deletes = true in its"
                    + " configuration, or EVENTSTORE_ENABLE_HARD_DELETES=true in the environment."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore delete order-1", "  ./eventstore delete order-1 --hard --expect 3 --yes"})
public final class DeleteCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private StreamId stream = StreamId.ALL;

    @Option(names = "--hard", description = "Remove its events, too, for ever.")
    private boolean hard;

    @Option(
            names = "--expect",
            paramLabel = "VERSION",
            defaultValue = "any",
            description = "What the stream must be: any (default), exists, or its last version.")
    private ExpectedVersion expected = ExpectedVersion.any();

    @Option(names = "--yes", description = "Do not ask before a hard delete.")
    private boolean yes;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public DeleteCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (stream.isAll()) {
            throw new IllegalArgumentException(
                    "$all is the order of all events and cannot be deleted; delete another stream");
        }
        if (hard && !yes && shares()) {
            throw new IllegalArgumentException(
                    "--hard removes events for ever; give --yes, too, since nothing is asked here");
        }
    }

    @Override
    protected int run(StoreSession session) {
        if (hard && !yes && isEnabled(session) && !agreed()) {
            throw new CommandFailure("Nothing was removed. Answer with the name of the stream, or give --yes.");
        }
        session.store().delete(stream, expected, hard ? DeleteMode.HARD : DeleteMode.SOFT);
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("deleted", true)
                                .put("hard", hard)
                                .toString()
                        : hard
                                ? "Removed " + stream + " with its events."
                                : "Deleted " + stream + "; its events stay in $all.");
        return DONE;
    }

    /** Where it is not, the store refuses: there is nothing to ask. */
    private static boolean isEnabled(StoreSession session) {
        return session.target().builder().settings().flag("enable-hard-deletes");
    }

    private boolean agreed() {
        console.note("This removes the events of stream '" + stream + "', wherever they stand, for ever.");
        console.draw("Type the name of the stream to go on: ");
        Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
        if (!answer.hasNextLine()) {
            console.note("");
            return false;
        }
        return answer.nextLine().strip().equals(stream.value());
    }
}
