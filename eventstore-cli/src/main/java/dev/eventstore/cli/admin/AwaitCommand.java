package dev.eventstore.cli.admin;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits until a subscription has handled everything up to a number. Confined to one thread. */
@Command(
        name = "await",
        mixinStandardHelpOptions = true,
        description = {
            "Wait until a subscription has handled everything up to a number: to read what was just appended from what its"
                    + " subscribers keep. It does not matter where they are.",
            "It ends with 0 when the checkpoint is there, and with 1 if it is not there in time, if there is no such subscription,"
                    + " or if the event of that number was parked."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore await '$all' mailer 4711", "  ./eventstore await order-1 audit 3 --timeout 2m"})
public final class AwaitCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "NAME", description = "The subscription's name.")
    private SubscriptionName name = SubscriptionName.of("subscribe");

    @Parameters(
            index = "2",
            paramLabel = "NUMBER",
            description = "The number of an event: its position for $all, its version for a stream.")
    private long number;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait: a number with ms, s, m or h (default: 30s).")
    private Duration timeout = Duration.ofSeconds(30);

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public AwaitCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (number < 0) {
            throw new IllegalArgumentException("NUMBER must be 0 or more, but was " + number);
        }
        if (timeout.isZero()) {
            throw new IllegalArgumentException("--timeout must be more than zero");
        }
    }

    @Override
    protected int run(StoreSession session) {
        session.store().withDeadline(timeout).awaitPosition(stream, name, number);
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("subscription", name.value())
                                .put("number", number)
                                .put("handled", true)
                                .toString()
                        : "The subscription '" + name + "' to " + stream + " has handled everything up to " + number
                                + ".");
        return DONE;
    }
}
