package dev.eventstore.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.eventstore.api.error.SerializationException;
import java.io.IOException;

/** JSON that a program gives as text. Stateless. */
public final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /**
     * Refuses what is not one well-formed JSON value.
     *
     * @param field what the text is called in messages
     * @param text the text in UTF-8
     * @throws SerializationException if it is malformed, with the place; nothing was written
     */
    public static void requireOneValue(String field, byte[] text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new SerializationException(field + " must be JSON, but is empty; nothing was written", null);
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new SerializationException(
                        field + " must be one JSON value, but more follows it; nothing was written", null);
            }
        } catch (JsonProcessingException malformed) {
            throw new SerializationException(
                    "%s must be JSON, but is not at line %d, column %d: %s; nothing was written"
                            .formatted(
                                    field,
                                    malformed.getLocation().getLineNr(),
                                    malformed.getLocation().getColumnNr(),
                                    malformed.getOriginalMessage()),
                    malformed);
        } catch (IOException impossible) {
            throw new SerializationException(field + " could not be read as JSON; nothing was written", impossible);
        }
    }
}
