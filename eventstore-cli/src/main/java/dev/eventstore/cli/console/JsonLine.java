package dev.eventstore.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line, written key by key; a key whose value is null is left out. Confined to one thread. */
public final class JsonLine {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final double ROUNDING = 1_000.0;

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json;

    /** An object without keys. */
    public JsonLine() {
        try {
            json = FACTORY.createGenerator(text);
            json.writeStartObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a text.
     *
     * @param key the key
     * @param value the text
     * @return this object
     */
    public JsonLine put(String key, @Nullable String value) {
        return value == null ? this : write(() -> json.writeStringField(key, value));
    }

    /**
     * Adds a whole number.
     *
     * @param key the key
     * @param value the number
     * @return this object
     */
    public JsonLine put(String key, long value) {
        return write(() -> json.writeNumberField(key, value));
    }

    /**
     * Adds a measured number, with three digits after the point.
     *
     * @param key the key
     * @param value the number; left out if it is none
     * @return this object
     */
    public JsonLine put(String key, double value) {
        if (!Double.isFinite(value)) {
            return this;
        }
        return write(() -> json.writeNumberField(key, Math.round(value * ROUNDING) / ROUNDING));
    }

    /**
     * Adds yes or no.
     *
     * @param key the key
     * @param value true or false
     * @return this object
     */
    public JsonLine put(String key, boolean value) {
        return write(() -> json.writeBooleanField(key, value));
    }

    /**
     * Adds a list of texts.
     *
     * @param key the key
     * @param values the texts
     * @return this object
     */
    public JsonLine put(String key, List<String> values) {
        return write(() -> {
            json.writeArrayFieldStart(key);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        });
    }

    /**
     * Adds what is JSON already; its line ends, which can stand between tokens only, become spaces.
     *
     * @param key the key
     * @param value well-formed JSON
     * @return this object
     */
    public JsonLine putRaw(String key, String value) {
        return write(() -> {
            json.writeFieldName(key);
            json.writeRawValue(value.replace('\n', ' ').replace('\r', ' '));
        });
    }

    /** The line, without its end. Nothing can be added afterwards. */
    @Override
    public String toString() {
        try {
            if (!json.isClosed()) {
                json.writeEndObject();
                json.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private JsonLine write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
