package dev.eventstore.example.cbor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.ModuleAccess;
import dev.eventstore.core.spi.Serializer;
import java.io.IOException;

/**
 * Payloads as CBOR, a binary JSON: the same classes, fewer bytes, and binary data without base64. Each begins with the three
 * bytes by which CBOR describes itself, which no JSON begins with, so JSON can be told from it. Thread-safe.
 */
final class CborSerializer implements Serializer {

    private final ObjectMapper cbor = configured(CBORMapper.builder(CBORFactory.builder()
                    .enable(CBORGenerator.Feature.WRITE_TYPE_HEADER)
                    .build()))
            .build();
    private final ObjectMapper json = configured(JsonMapper.builder()).build();
    private final boolean readJson;

    CborSerializer(boolean readJson) {
        this.readJson = readJson;
    }

    private static <B extends MapperBuilder<?, B>> B configured(B builder) {
        return builder.addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    public byte[] serialize(Object value) {
        try {
            return cbor.writeValueAsBytes(value);
        } catch (IOException | RuntimeException unwritable) {
            throw refused(
                    "an object of " + value.getClass().getName() + " cannot be written as CBOR",
                    value.getClass(),
                    unwritable);
        }
    }

    @Override
    public <T> T deserialize(byte[] bytes, Class<T> type) {
        ObjectMapper mapper = describesItself(bytes) || !readJson ? cbor : json;
        try {
            return mapper.readValue(bytes, type);
        } catch (IOException | RuntimeException unreadable) {
            throw refused("the payload cannot be read as " + type.getName(), type, unreadable);
        }
    }

    private static boolean describesItself(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xD9 && bytes[1] == (byte) 0xD9 && bytes[2] == (byte) 0xF7;
    }

    /** Says which line a named module needs, if that is the trouble. */
    private static SerializationException refused(String what, Class<?> type, Exception cause) {
        Class<?> culprit = cause instanceof InvalidDefinitionException trouble && trouble.getType() != null
                ? trouble.getType().getRawClass()
                : type;
        String mend = ModuleAccess.missing(type, ObjectMapper.class)
                .or(() -> ModuleAccess.missing(culprit, ObjectMapper.class))
                .map(line -> "; " + line)
                .orElseGet(() -> ": " + cause.getMessage());
        return new SerializationException(what + mend, cause);
    }
}
