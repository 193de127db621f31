package dev.eventstore.cli.command;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.cli.console.Conversions;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.store.EventPrinter;
import dev.eventstore.cli.store.StoreSession;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and acknowledges the events of a subscription until it is told to stop. Confined to one thread. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = {
            "Show a stream's events, old and new, and acknowledge each once it is shown. Ctrl-C ends it.",
            "The subscription is kept by its name: started again it goes on after the last event it acknowledged.",
            "With --transient nothing of it is kept: started again it begins where --from says."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore subscribe '$all' mailer",
            "  ./eventstore subscribe '$all' mailer --type OrderPlaced --type OrderPaid",
            "  ./eventstore subscribe order-1 audit --from current",
            "  ./eventstore subscribe '$all' watcher --transient --from current",
            "  ./eventstore subscribe '$all' mailer --count 100",
            "  ./eventstore subscribe '$all' mailer --until-caught-up",
            "  ./eventstore subscribe '$all' mailer --concurrency-limit 4"
        })
public final class SubscribeCommand extends StoreCommand {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, or '$all' (in quotes, for the shell).")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "NAME", description = "The subscription's name.")
    private SubscriptionName name = SubscriptionName.of("subscribe");

    @Option(
            names = "--from",
            paramLabel = "START",
            defaultValue = "origin",
            description = "Where it starts when it is new: origin (default), current, or after this number.")
    private StartFrom from = new StartFrom.Origin();

    @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type; may be repeated.")
    private Set<String> types = Set.of();

    @Option(names = "--stream-prefix", paramLabel = "TEXT", description = "Only streams whose names begin with this.")
    private String streamPrefix = "";

    @Option(
            names = "--buffer-size",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many events may be on the way unacknowledged (default: 500).")
    private int bufferSize = 500;

    @Option(
            names = "--concurrency-limit",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many may subscribe to it at a time, all with the same options (default: 1).")
    private int concurrencyLimit = 1;

    @Option(
            names = "--partition-by",
            paramLabel = "KEY",
            defaultValue = "none",
            description = "What is shown in order whoever gets it: none (default), stream, correlation-id, metadata:KEY"
                    + " or plugin:ID.")
    private PartitionBy partitionBy = PartitionBy.none();

    @Option(
            names = "--transient",
            description =
                    "Keep nothing of it in the store: every run begins where --from says. One that is kept may have its"
                            + " name.")
    private boolean isTransient;

    @Option(names = "--count", paramLabel = "N", description = "End after this many events (default: go on).")
    private long count = Long.MAX_VALUE;

    @Option(names = "--until-caught-up", description = "End when everything that exists is shown.")
    private boolean untilCaughtUp;

    private long shown;
    private long acknowledged;

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public SubscribeCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        options();
        if (count < 1) {
            throw new IllegalArgumentException("--count must be 1 or more, but was " + count);
        }
    }

    private SubscriptionOptions options() {
        SubscriptionOptions options = SubscriptionOptions.fromOrigin()
                .startFrom(from)
                .filter(new EventFilter(types, streamPrefix))
                .partitionBy(partitionBy);
        SubscriptionOptions buffered = Conversions.option("--buffer-size", () -> options.bufferSize(bufferSize));
        SubscriptionOptions limited =
                Conversions.option("--concurrency-limit", () -> buffered.concurrencyLimit(concurrencyLimit));
        return isTransient ? limited.asTransient() : limited;
    }

    @Override
    protected int run(StoreSession session) {
        try (SubscriptionReader reader = session.store().subscribe(stream, name, options())) {
            console.note("Subscribed to " + stream + " as '" + name + "'. Ctrl-C ends it; "
                    + (isTransient ? "nothing of it is kept." : "the next run goes on from there."));
            showAll(reader);
            boolean stopped = Thread.interrupted(); // Ctrl-C ended the waiting; what was acknowledged is still written
            console.note((stopped ? "Stopped" : "Ended") + " after " + shown + (shown == 1 ? " event" : " events")
                    + (shown == 0 ? "." : ", acknowledged up to number " + acknowledged + "."));
        }
        return DONE;
    }

    private void showAll(SubscriptionReader reader) {
        EventPrinter printer = new EventPrinter(console, json);
        while (shown < count && !invocation.stopRequested().getAsBoolean()) {
            List<RecordedEvent> batch;
            try {
                batch = reader.receive(PATIENCE);
            } catch (CallInterruptedException e) {
                return;
            }
            if (batch.isEmpty() && untilCaughtUp && caughtUp(reader)) {
                return;
            }
            if (!batch.isEmpty()) {
                show(batch, printer, reader);
            }
        }
    }

    private void show(List<RecordedEvent> batch, EventPrinter printer, SubscriptionReader reader) {
        List<RecordedEvent> wanted = batch.subList(0, (int) Math.min(batch.size(), count - shown));
        wanted.forEach(printer::print);
        console.flush();
        reader.ack(wanted);
        acknowledged = wanted.get(wanted.size() - 1).number();
        shown += wanted.size();
    }

    private static boolean caughtUp(SubscriptionReader reader) {
        return reader.state() == SubscriptionState.SUBSCRIBED && reader.lag() == 0;
    }
}
