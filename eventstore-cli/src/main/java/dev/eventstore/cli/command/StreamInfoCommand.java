package dev.eventstore.cli.command;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what is known of a stream. Confined to one thread. */
@Command(
        name = "stream-info",
        mixinStandardHelpOptions = true,
        description = "Show a stream's version and age.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore stream-info order-1", "  ./eventstore stream-info '$all' --json"})
public final class StreamInfoCommand extends StoreCommand {

    @Parameters(paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public StreamInfoCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected int run(StoreSession session) {
        StreamInfo info = session.store()
                .info(stream)
                .orElseThrow(() -> new CommandFailure("There is no stream '" + stream + "'."));
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("version", info.version())
                                .put("createdAt", info.createdAt().toString())
                                .toString()
                        : "%s is at version %d and was created at %s."
                                .formatted(stream, info.version(), info.createdAt()));
        return DONE;
    }
}
