package dev.eventstore.cli.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.JsonLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows events: as JSON in the import format plus where they stand, or as a line for people. Payloads that are no JSON are
 * shown as Base64 under a key of their own. Confined to one thread.
 */
public final class EventPrinter {

    private static final JsonFactory FACTORY = new JsonFactory();

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
        console.print(json ? json(event) : line(event));
    }

    private static String line(RecordedEvent event) {
        byte[] data = event.data();
        String shown = asJson(data);
        return "%d  %s  %s@%d  %s  %s"
                .formatted(
                        event.number(),
                        event.createdAt(),
                        event.stream(),
                        event.version(),
                        event.type(),
                        shown == null
                                ? data.length + " bytes"
                                : shown.replace('\n', ' ').replace('\r', ' '));
    }

    private static String json(RecordedEvent event) {
        JsonLine line = new JsonLine()
                .put("stream", event.stream().value())
                .put("type", event.type())
                .put("id", event.id().toString());
        payload(line, "data", event.data());
        event.metadata().ifPresent(metadata -> payload(line, "metadata", metadata));
        return line.put("correlationId", text(event.correlationId()))
                .put("causationId", text(event.causationId()))
                .put("position", event.position())
                .put("version", event.version())
                .put("number", event.number())
                .put("createdAt", event.createdAt().toString())
                .toString();
    }

    private static void payload(JsonLine line, String key, byte[] bytes) {
        String text = asJson(bytes);
        if (text != null) {
            line.putRaw(key, text);
        } else {
            line.put(key + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static @Nullable String text(Optional<UUID> id) {
        return id.map(UUID::toString).orElse(null);
    }

    /** The text of the bytes if they are one JSON value, else null. */
    private static @Nullable String asJson(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() == null) {
                return null;
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IOException e) {
            return null;
        }
    }
}
