package dev.eventstore.cli.command;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Makes a store's tables, or brings them to this version's form. Confined to one thread. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Create the store's tables, or bring them to the form that this version needs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore init",
            "  ./eventstore init --url jdbc:postgresql://localhost/app --user app --schema events"
        })
public final class InitCommand extends StoreCommand {

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public InitCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected int run(StoreSession session) {
        StreamInfo all = session.store().info(StreamId.ALL).orElseThrow();
        console.print(
                json
                        ? new JsonLine()
                                .put("ready", true)
                                .put("lastPosition", all.version())
                                .put("createdAt", all.createdAt().toString())
                                .toString()
                        : String.format(
                                Locale.ROOT,
                                "The store is ready. It was created at %s and holds %,d events.",
                                all.createdAt(),
                                all.version()));
        return DONE;
    }
}
