package dev.eventstore.cli.command;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a persistent subscription and forgets where it was. Confined to one thread. */
@Command(
        name = "delete-subscription",
        mixinStandardHelpOptions = true,
        description = "End a persistent subscription, wherever it runs, and forget what it acknowledged.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore delete-subscription '$all' mailer"})
public final class DeleteSubscriptionCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "NAME", description = "The subscription's name.")
    private SubscriptionName name = SubscriptionName.of("subscribe");

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public DeleteSubscriptionCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected int run(StoreSession session) {
        session.store().deleteSubscription(stream, name);
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("subscription", name.value())
                                .put("deleted", true)
                                .toString()
                        : "The subscription '" + name + "' to " + stream + " is deleted.");
        return DONE;
    }
}
