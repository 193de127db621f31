package dev.eventstore.cli.store;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.JsonLine;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows events: as JSON in the import format plus where they stand, or as a line for people. Payloads that are no JSON are
 * shown as Base64 under a key of their own. Confined to one thread.
 */
public final class EventPrinter {

    private final Console console;
    private final boolean json;

    /**
     * A printer.
     *
     * @param console where the events are shown
     * @param json whether as JSON
     */
    public EventPrinter(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /**
     * Shows an event.
     *
     * @param event the event
     */
    public void print(RecordedEvent event) {
        console.answer(json, json ? json(event) : line(event));
    }

    private static String line(RecordedEvent event) {
        return "%d  %s  %s@%d  %s  %s"
                .formatted(
                        event.number(),
                        event.createdAt(),
                        event.stream(),
                        event.version(),
                        event.type(),
                        Payloads.shown(event.data()));
    }

    private static String json(RecordedEvent event) {
        JsonLine line = new JsonLine()
                .put("stream", event.stream().value())
                .put("type", event.type())
                .put("id", event.id().toString());
        Payloads.put(line, "data", event.data());
        event.metadata().ifPresent(metadata -> Payloads.put(line, "metadata", metadata));
        return line.put("correlationId", text(event.correlationId()))
                .put("causationId", text(event.causationId()))
                .put("position", event.position())
                .put("version", event.version())
                .put("number", event.number())
                .put("createdAt", event.createdAt().toString())
                .toString();
    }

    private static @Nullable String text(Optional<UUID> id) {
        return id.map(UUID::toString).orElse(null);
    }
}
