package dev.eventstore.core.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.eventstore.api.error.SerializationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records of known kinds as CBOR: the name of the kind, then the record. No type is ever taken from the bytes but by such a
 * name. Thread-safe.
 *
 * @param <R> what the kinds have in common
 */
public final class CborRecords<R> {

    /**
     * What bytes are. Immutable.
     *
     * @param <R> what the kinds have in common
     */
    public sealed interface Read<R> {}

    /**
     * A record of a known kind. Immutable.
     *
     * @param record the record
     * @param <R> what the kinds have in common
     */
    public record Known<R>(R record) implements Read<R> {}

    /**
     * A record of another kind. Immutable.
     *
     * @param kind the name of the kind
     * @param <R> what the kinds have in common
     */
    public record Unknown<R>(String kind) implements Read<R> {}

    private final Map<String, Class<? extends R>> kinds;
    private final ObjectMapper mapper;

    /**
     * Writes and reads records of some kinds.
     *
     * @param kinds their classes, whose simple names differ
     * @param maxNesting how deep the bytes of a record may be nested; deeper ones are refused
     */
    public CborRecords(List<Class<? extends R>> kinds, int maxNesting) {
        this.mapper = CBORMapper.builder(CBORFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(maxNesting)
                                .build())
                        .build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));
    }

    /**
     * A record as bytes.
     *
     * @param record the record
     * @return its bytes
     * @throws SerializationException if it is of no known kind
     */
    public byte[] write(R record) {
        String kind = record.getClass().getSimpleName();
        if (kinds.get(kind) != record.getClass()) {
            throw new SerializationException(
                    "no message type: " + record.getClass().getName(), null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = mapper.createGenerator(bytes)) {
            generator.writeString(kind);
            mapper.writeValue(generator, record);
        } catch (IOException unwritable) {
            throw new SerializationException(
                    "message " + kind + " cannot be written: " + unwritable.getMessage(), unwritable);
        }
        return bytes.toByteArray();
    }

    /**
     * A record from bytes.
     *
     * @param bytes the bytes
     * @return the record, or the name of a kind that is not known here
     * @throws SerializationException if they are none
     */
    public Read<R> read(byte[] bytes) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            String kind = parser.nextTextValue();
            if (kind == null) {
                throw new SerializationException("the bytes are no message: they do not begin with its kind", null);
            }
            Class<? extends R> type = kinds.get(kind);
            if (type == null) {
                return new Unknown<>(kind);
            }
            parser.nextToken();
            R record = mapper.readValue(parser, type);
            if (record == null) {
                throw new SerializationException("the bytes are no message: nothing follows its kind", null);
            }
            return new Known<>(record);
        } catch (IOException unreadable) {
            throw new SerializationException("the bytes are no message: " + unreadable.getMessage(), unreadable);
        }
    }
}
