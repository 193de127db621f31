package dev.eventstore.cli.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.Parking;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has parked events delivered again. Confined to one thread. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Have parked events delivered again to the subscribers that are attached, each partition key from its first"
                    + " event on.",
            "It begins that and does not wait for the end: 'subscriptions parked' shows what is left."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore subscriptions replay '$all' mailer --all",
            "  ./eventstore subscriptions replay '$all' mailer --number 4711"
        })
public final class ReplayCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "NAME", description = "The subscription's name.")
    private SubscriptionName name = SubscriptionName.of("subscribe");

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    /** What is replayed. Confined to one thread. */
    static final class Which {

        @Option(
                names = "--number",
                paramLabel = "N",
                description = "The number of a parked event that is the first of its key: this and those behind it.")
        private long number;

        @Option(names = "--all", description = "Everything that is parked.")
        private boolean all;
    }

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public ReplayCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (!which.all && which.number < 1) {
            throw new IllegalArgumentException("--number must be 1 or more, but was " + which.number);
        }
    }

    @Override
    protected int run(StoreSession session) {
        Parking parking = session.store().parking();
        int runs;
        if (which.all) {
            runs = parking.replayAll(stream, name);
        } else if (parking.replay(stream, name, which.number)) {
            runs = 1;
        } else {
            throw new CommandFailure("Event " + which.number
                    + " is not parked at the front of its key: 'subscriptions parked' shows which events are.");
        }
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("subscription", name.value())
                                .put("replays", runs)
                                .toString()
                        : "Replays under way: " + runs + ". See what is left with 'subscriptions parked'.");
        return DONE;
    }
}
