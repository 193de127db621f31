package dev.eventstore.core.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.Serializer;
import java.io.IOException;

/**
 * Payloads as JSON: records, beans, maps, lists, {@code java.time}. Fields that a class does not know are passed over, so old
 * events stay readable when fields were added or removed. Thread-safe.
 */
final class JsonSerializer implements Serializer {

    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
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
        Module module = type.getModule();
        boolean closed = module.isNamed()
                && !type.getPackageName().startsWith("java.")
                && !module.isOpen(type.getPackageName(), ObjectMapper.class.getModule());
        String mend = closed
                ? "; add this line to the module-info.java of " + module.getName() + ": opens " + type.getPackageName()
                        + " to com.fasterxml.jackson.databind;"
                : ": " + cause.getMessage();
        return new SerializationException(what + mend, cause);
    }
}
