package dev.eventstore.cli.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.eventstore.cli.console.JsonLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Shows payloads: JSON as it is, other bytes as Base64 under a key of their own, or by their number. Stateless. */
public final class Payloads {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Payloads() {}

    /**
     * Adds a payload to an object.
     *
     * @param line the object
     * @param key the key; with {@code Base64} behind it where the payload is no JSON
     * @param bytes the payload
     */
    public static void put(JsonLine line, String key, byte[] bytes) {
        String text = asJson(bytes);
        if (text != null) {
            line.putRaw(key, text);
        } else {
            line.put(key + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /**
     * A payload on one line, for people.
     *
     * @param bytes the payload
     * @return its text if it is JSON, else how many bytes it has
     */
    public static String shown(byte[] bytes) {
        String text = asJson(bytes);
        return text == null ? bytes.length + " bytes" : text.replace('\n', ' ').replace('\r', ' ');
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
