package dev.eventstore.core.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.ModuleAccess;
import dev.eventstore.core.spi.Serializer;
import java.io.IOException;

/**
 * Payloads as JSON: records, beans, maps, lists, {@code java.time}. Fields that a class does not know are passed over, so old
 * events stay readable when fields were added or removed. In maps, numbers with a fraction are {@code BigDecimal}s, which lose
 * no digit. Thread-safe.
 */
final class JsonSerializer implements Serializer {

    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** A serializer with the defaults. */
    JsonSerializer() {}

    @Override
    public byte[] serialize(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (IOException | RuntimeException unwritable) {
            throw refused(
                    "an object of " + value.getClass().getName() + " cannot be written as JSON",
                    value.getClass(),
                    unwritable);
        }
    }

    @Override
    public <T> T deserialize(byte[] bytes, Class<T> type) {
        try {
            return mapper.readValue(bytes, type);
        } catch (IOException | RuntimeException unreadable) {
            throw refused("the payload cannot be read as " + type.getName(), type, unreadable);
        }
    }

    @Override
    public boolean writesJson() {
        return true;
    }

    private static SerializationException refused(String what, Class<?> type, Exception cause) {
        String mend = ModuleAccess.missing(type, ObjectMapper.class)
                .or(() -> ModuleAccess.missing(culprit(cause, type), ObjectMapper.class))
                .map(line -> "; " + line)
                .orElseGet(() -> ": " + reason(cause));
        return new SerializationException(what + mend, cause);
    }

    /** What went wrong and where, without Jackson's note on the source, which it does not show. */
    private static String reason(Exception cause) {
        if (cause instanceof JsonProcessingException malformed && malformed.getLocation() != null) {
            JsonLocation place = malformed.getLocation();
            return "%s, at line %d, column %d"
                    .formatted(malformed.getOriginalMessage(), place.getLineNr(), place.getColumnNr());
        }
        return String.valueOf(cause.getMessage());
    }

    /** The class within the payload that was the trouble, perhaps of another package or module. */
    private static Class<?> culprit(Exception cause, Class<?> type) {
        return cause instanceof InvalidDefinitionException trouble && trouble.getType() != null
                ? trouble.getType().getRawClass()
                : type;
    }
}
