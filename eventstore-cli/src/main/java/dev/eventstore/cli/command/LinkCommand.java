package dev.eventstore.cli.command;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Links events to a further stream. Confined to one thread. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        description = {
            "Link stored events to the end of a further stream.",
            "All are linked or none, in the given order. They are read and subscribed there like events of the stream, and do"
                    + " not come in $all again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore link big-orders 0199a5d2-7c1e-7d53-8a4e-0c5e6b1f2a3d",
            "  ./eventstore link big-orders 0199a5d2-7c1f-7a10-9b3f-5d2c4e6a8b1c --expect 1"
        })
public final class LinkCommand extends StoreCommand {

    @Parameters(
            index = "0",
            paramLabel = "STREAM",
            description = "The stream; it is created by its first event or link.")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "The ids of the events.")
    private List<UUID> ids = List.of();

    @Option(
            names = "--expect",
            paramLabel = "VERSION",
            defaultValue = "any",
            description = "What the stream must be: any (default), none (no event yet), exists, or its last version.")
    private ExpectedVersion expected = ExpectedVersion.any();

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public LinkCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (stream.isAll()) {
            throw new IllegalArgumentException("$all holds the events of every stream already; link to another stream");
        }
    }

    @Override
    protected int run(StoreSession session) {
        AppendResult result = session.store().link(stream, expected, ids);
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("linked", ids.size())
                                .put("firstNumber", result.firstVersion())
                                .put("lastNumber", result.lastVersion())
                                .toString()
                        : "Linked %d %s to %s as number %s."
                                .formatted(
                                        ids.size(),
                                        ids.size() == 1 ? "event" : "events",
                                        stream,
                                        ids.size() == 1
                                                ? Long.toString(result.firstVersion())
                                                : result.firstVersion() + " to " + result.lastVersion()));
        return DONE;
    }
}
