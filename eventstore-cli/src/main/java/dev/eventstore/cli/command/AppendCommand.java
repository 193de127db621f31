package dev.eventstore.cli.command;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.store.StoreSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends one event to a stream. Confined to one thread. */
@Command(
        name = "append",
        mixinStandardHelpOptions = true,
        description = "Append an event to the end of a stream. When it returns the event is on disk.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore append order-1 OrderPlaced '{\"total\": 12}'",
            "  ./eventstore append order-1 OrderPaid '{}' --expect 1",
            "  ./eventstore append order-1 OrderSent - < sent.json"
        })
public final class AppendCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream; it is created by its first event.")
    private StreamId stream = StreamId.ALL;

    @Parameters(index = "1", paramLabel = "TYPE", description = "The event's type.")
    private String type = "";

    @Parameters(
            index = "2",
            paramLabel = "JSON",
            description = "The event's data as JSON; - reads it from standard input.")
    private String data = "";

    @Option(names = "--metadata", paramLabel = "JSON", description = "The metadata as JSON.")
    private @Nullable String metadata;

    @Option(
            names = "--id",
            paramLabel = "UUID",
            description = "The event's id. The same event appended again with its id is not added twice.")
    private @Nullable UUID id;

    @Option(names = "--correlation-id", paramLabel = "UUID", description = "What all events of a conversation share.")
    private @Nullable UUID correlationId;

    @Option(names = "--causation-id", paramLabel = "UUID", description = "The id of what made this event happen.")
    private @Nullable UUID causationId;

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
    public AppendCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    protected void check() {
        if (stream.isAll()) {
            throw new IllegalArgumentException("$all holds the events of every stream; append to a stream of your own");
        }
        event("{}");
    }

    @Override
    protected int run(StoreSession session) throws IOException {
        String payload = data.equals("-") && !shares()
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip()
                : data;
        EventData event = event(payload);
        AppendResult result = session.store().append(stream, expected, List.of(event));
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("stream", stream.value())
                                .put("id", event.id().toString())
                                .put("version", result.lastVersion())
                                .put("position", result.lastPosition())
                                .toString()
                        : "Appended %s to %s as version %d, at position %d."
                                .formatted(type, stream, result.lastVersion(), result.lastPosition()));
        return DONE;
    }

    private EventData event(String payload) {
        EventData event = EventData.json(type, payload);
        if (id != null) {
            event = event.id(id);
        }
        if (metadata != null) {
            event = event.metadata(new EventData.Json(metadata));
        }
        if (correlationId != null) {
            event = event.correlationId(correlationId);
        }
        return causationId == null ? event : event.causationId(causationId);
    }
}
