package dev.eventstore.cli.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventData.Json;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.transfer.ImportLine.OfEvent;
import dev.eventstore.cli.transfer.ImportLine.OfLink;
import dev.eventstore.core.BulkEvent;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Understands a line of the import format, or says exactly what is wrong with it.
 *
 * <p>Payloads are taken as they are written, character by character, so numbers keep their digits and keys their order.
 * Confined to one thread.
 */
final class LineParser {

    /** Keys that {@code export} writes and {@code import} passes over: the store gives them anew. */
    private static final Set<String> PASSED_OVER = Set.of("position", "version", "number", "createdAt");

    private static final String LINK = "link";
    private static final Set<String> TEXTS =
            Set.of("stream", "type", "id", "correlationId", "causationId", "dataBase64", "metadataBase64", LINK);
    private static final Set<String> JSON = Set.of("data", "metadata");
    private static final String KNOWN = "stream, type, id, data, metadata, correlationId, causationId, link";
    private static final int UUID_LENGTH = 36;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    ImportLine parse(long number, String line) throws LineRefused {
        try {
            Map<String, String> fields = fields(line);
            StreamId stream = StreamId.of(required(fields, "stream"));
            if (stream.isAll()) {
                throw new IllegalArgumentException("'stream' must not be $all, which holds every stream's events");
            }
            return fields.containsKey(LINK)
                    ? link(number, stream, fields)
                    : new OfEvent(number, new BulkEvent(stream, event(number, line, fields)));
        } catch (JsonParseException e) {
            throw new LineRefused(
                    number,
                    "malformed JSON at column " + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new LineRefused(number, String.valueOf(e.getMessage()), e);
        }
    }

    private static OfLink link(long number, StreamId stream, Map<String, String> fields) {
        Set<String> others = new TreeSet<>(fields.keySet());
        others.removeAll(Set.of("stream", LINK));
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("a line with 'link' links an event that is there already, so it has no "
                    + others + "; give the event a line of its own before it");
        }
        return new OfLink(number, stream, uuid(LINK, required(fields, LINK)));
    }

    private static EventData event(long number, String line, Map<String, String> fields) {
        String type = required(fields, "type");
        EventData event = payload(fields, type);
        String id = fields.get("id");
        event = event.id(id == null ? LineIds.of(number, line) : uuid("id", id));
        Object metadata = metadata(fields);
        if (metadata != null) {
            event = event.metadata(metadata);
        }
        if (fields.containsKey("correlationId")) {
            event = event.correlationId(uuid("correlationId", required(fields, "correlationId")));
        }
        if (fields.containsKey("causationId")) {
            event = event.causationId(uuid("causationId", required(fields, "causationId")));
        }
        return event;
    }

    private static EventData payload(Map<String, String> fields, String type) {
        String base64 = one(fields, "data", "dataBase64");
        if (base64 != null) {
            return EventData.bytes(type, bytes("dataBase64", base64));
        }
        return EventData.json(type, required(fields, "data"));
    }

    private static @Nullable Object metadata(Map<String, String> fields) {
        String base64 = one(fields, "metadata", "metadataBase64");
        if (base64 != null) {
            return bytes("metadataBase64", base64);
        }
        String json = fields.get("metadata");
        return json == null ? null : new Json(json);
    }

    /** The payload as Base64, null if it is not given so; it cannot be given as JSON as well. */
    private static @Nullable String one(Map<String, String> fields, String json, String base64) {
        if (fields.containsKey(json) && fields.containsKey(base64)) {
            throw new IllegalArgumentException(
                    "'" + json + "' and '" + base64 + "' exclude each other: give one of them");
        }
        return fields.get(base64);
    }

    /** The keys with their texts; those of JSON as it is written. A key that is null counts as absent, but for payloads. */
    private Map<String, String> fields(String line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = factory.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(
                        "a line must be a JSON object: {\"stream\": …, \"type\": …, \"data\": …}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (JSON.contains(key)) {
                    fields.put(key, raw(parser, line));
                } else if (TEXTS.contains(key)) {
                    text(parser, key, value, fields);
                } else if (PASSED_OVER.contains(key)) {
                    parser.skipChildren();
                } else {
                    throw new IllegalArgumentException("unknown key '" + key + "'; known are " + KNOWN);
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON object in a line");
            }
        }
        return fields;
    }

    private static void text(JsonParser parser, String key, JsonToken value, Map<String, String> fields)
            throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            fields.put(key, parser.getText());
        } else if (value != JsonToken.VALUE_NULL) {
            throw new IllegalArgumentException("'" + key + "' must be text");
        }
    }

    private static String raw(JsonParser parser, String line) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            parser.getText();
        }
        parser.skipChildren();
        int end = (int) parser.currentLocation().getCharOffset();
        return line.substring(start, end).strip();
    }

    private static String required(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }

    private static UUID uuid(String key, String text) {
        try {
            if (text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + key + "' must be a UUID, but is '" + text + "'", e);
        }
        throw new IllegalArgumentException("'" + key + "' must be a UUID of 36 characters, but is '" + text + "'");
    }

    private static byte[] bytes(String key, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + key + "' must be Base64: " + e.getMessage(), e);
        }
    }
}
