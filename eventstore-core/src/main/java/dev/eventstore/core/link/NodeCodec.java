package dev.eventstore.core.link;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.rounds.RoundMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Messages between nodes as CBOR: the name of a known kind, then its record. Thread-safe. */
final class NodeCodec {

    private static final int MAX_NESTING = 16;

    private static final Map<String, Class<? extends Record>> KINDS = Stream.<Class<? extends Record>>of(
                    NodeMessage.Request.class,
                    NodeMessage.Reply.class,
                    NodeMessage.Hint.class,
                    NodeMessage.Query.class,
                    NodeMessage.Running.class,
                    NodeMessage.HandOver.class,
                    NodeMessage.TakenOver.class,
                    NodeMessage.Hello.class,
                    NodeMessage.NotUnderstood.class,
                    RoundMessage.Prepare.class,
                    RoundMessage.Ready.class,
                    RoundMessage.Refused.class,
                    RoundMessage.Announce.class,
                    RoundMessage.Confirm.class,
                    RoundMessage.Ask.class,
                    RoundMessage.Act.class,
                    RoundMessage.Leaving.class)
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final ObjectMapper mapper = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What bytes are: a message, or the name of a kind that is not known here. */
    sealed interface Read {}

    /** A message of a known kind. */
    record Known(Record message) implements Read {}

    /** A message of another kind. */
    record Unknown(String kind) implements Read {}

    /**
     * A message as bytes.
     *
     * @throws SerializationException if it is of no known kind
     */
    byte[] write(Record message) {
        String kind = message.getClass().getSimpleName();
        if (KINDS.get(kind) != message.getClass()) {
            throw new SerializationException(
                    "no message between nodes: " + message.getClass().getName(), null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = mapper.createGenerator(bytes)) {
            generator.writeString(kind);
            mapper.writeValue(generator, message);
        } catch (IOException unwritable) {
            throw new SerializationException("message " + kind + " cannot be written", unwritable);
        }
        return bytes.toByteArray();
    }

    /**
     * A message from bytes.
     *
     * @throws SerializationException if they are none
     */
    Read read(byte[] bytes) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            String kind = parser.nextTextValue();
            if (kind == null) {
                throw new SerializationException("the bytes are no message between nodes", null);
            }
            Class<? extends Record> type = KINDS.get(kind);
            if (type == null) {
                return new Unknown(kind);
            }
            parser.nextToken();
            Record message = mapper.readValue(parser, type);
            if (message == null) {
                throw new SerializationException("the bytes are no message: nothing follows its kind", null);
            }
            return new Known(message);
        } catch (IOException unreadable) {
            throw new SerializationException("the bytes are no message: " + unreadable.getMessage(), unreadable);
        }
    }
}
