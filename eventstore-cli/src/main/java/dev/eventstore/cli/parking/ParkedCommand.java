package dev.eventstore.cli.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.cli.command.StoreCommand;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists what a subscription has parked. Confined to one thread. */
@Command(
        name = "parked",
        mixinStandardHelpOptions = true,
        description = {
            "List the events that a subscription has parked: those its subscriber failed at, with what it said, and those"
                    + " that wait behind one of their partition key.",
            "Of a key only the first can be replayed or skipped."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore subscriptions parked '$all' mailer",
            "  ./eventstore subscriptions parked '$all' mailer --json"
        })
public final class ParkedCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "NAME", description = "The subscription's name.")
    private SubscriptionName name = SubscriptionName.of("subscribe");

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public ParkedCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected int run(StoreSession session) {
        List<ParkedEvent> all = session.store().parking().list(stream, name);
        if (!json && !all.isEmpty()) {
            console.print(row("NUMBER", "KEY", "FAILED", "SINCE", "ERROR"));
        }
        all.forEach(each -> console.answer(json, json ? json(each) : text(each)));
        if (all.isEmpty()) {
            console.note("Subscription '" + name + "' of " + stream + " has nothing parked.");
        }
        return DONE;
    }

    private static String row(String number, String key, String attempts, String since, String error) {
        return "%12s  %-30s %6s  %-27s  %s".formatted(number, key, attempts, since, error);
    }

    private static String text(ParkedEvent event) {
        return row(
                Long.toString(event.number()),
                event.key().orElse("-"),
                Integer.toString(event.attempts()),
                event.parkedAt().toString(),
                event.error().map(error -> error.lines().findFirst().orElse("")).orElse("waits behind another"));
    }

    private String json(ParkedEvent event) {
        JsonLine line = new JsonLine()
                .put("stream", stream.value())
                .put("subscription", name.value())
                .put("number", event.number())
                .put("position", event.position())
                .put("attempts", event.attempts())
                .put("parkedAt", event.parkedAt().toString());
        event.key().ifPresent(key -> line.put("key", key));
        event.error().ifPresent(error -> line.put("error", error));
        return line.toString();
    }
}
