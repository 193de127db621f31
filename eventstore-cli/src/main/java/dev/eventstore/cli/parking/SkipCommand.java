package dev.eventstore.cli.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a parked event up. Confined to one thread. */
@Command(
        name = "skip",
        mixinStandardHelpOptions = true,
        description = "Give up a parked event that is the first of its partition key: it is never delivered again.",
        footerHeading = "%nExamples:%n",
        footer = "  ./eventstore subscriptions skip '$all' mailer 4711")
public final class SkipCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "NAME", description = "The subscription's name.")
    private SubscriptionName name = SubscriptionName.of("subscribe");

    @Parameters(index = "2", paramLabel = "NUMBER", description = "The number of the parked event.")
    private long number;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public SkipCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (number < 1) {
            throw new IllegalArgumentException("NUMBER must be 1 or more, but was " + number);
        }
    }

    @Override
    protected int run(StoreSession session) {
        if (!session.store().parking().skip(stream, name, number)) {
            throw new CommandFailure(
                    "Event " + number
                            + " is not parked at the front of its key, or is being replayed: 'subscriptions parked' shows what is.");
        }
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("subscription", name.value())
                                .put("skipped", number)
                                .toString()
                        : "Event " + number + " is given up.");
        return DONE;
    }
}
