package dev.eventstore.core.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Messages as CBOR: the name of a known type, then its record. No type is ever taken from the bytes but by such a name.
 * Thread-safe.
 */
public final class CborCodec implements MessageCodec {

    private static final int MAX_NESTING = 32;

    private static final Map<String, Class<? extends Message>> TYPES = List.<Class<? extends Message>>of(
                    Message.Done.class,
                    StreamMessages.Append.class,
                    StreamMessages.Appended.class,
                    StreamMessages.Link.class,
                    StreamMessages.DeleteStream.class,
                    SubscriptionMessages.Attach.class,
                    SubscriptionMessages.Ack.class,
                    SubscriptionMessages.Detach.class,
                    SubscriptionMessages.Delete.class,
                    SubscriptionMessages.Deliver.class,
                    SubscriptionMessages.Status.class,
                    SubscriptionMessages.TakenBack.class,
                    SubscriptionMessages.End.class,
                    UserAsk.class,
                    UserAnswer.class)
            .stream()
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final ObjectMapper mapper = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Override
    public byte[] encode(Message message) {
        String type = message.getClass().getSimpleName();
        if (TYPES.get(type) != message.getClass()) {
            throw new SerializationException(
                    "no message type: " + message.getClass().getName(), null);
        }
        return write(type, message);
    }

    @Override
    public Message decode(byte[] bytes) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            Class<? extends Message> type = TYPES.get(String.valueOf(parser.nextTextValue()));
            if (type == null) {
                throw new SerializationException("the bytes are no message of a known type", null);
            }
            parser.nextToken();
            Message message = mapper.readValue(parser, type);
            if (message == null) {
                throw new SerializationException("the bytes are no message: nothing follows its type", null);
            }
            return message;
        } catch (IOException unreadable) {
            throw new SerializationException("the bytes are no message: " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public byte[] encodeFailure(Throwable failure) {
        return write("Failure", FailureRecord.of(failure));
    }

    @Override
    public RuntimeException decodeFailure(byte[] bytes) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            parser.nextTextValue();
            parser.nextToken();
            return mapper.readValue(parser, FailureRecord.class).toException();
        } catch (IOException | RuntimeException unreadable) {
            throw new SerializationException("the bytes are no failure: " + unreadable.getMessage(), unreadable);
        }
    }

    private byte[] write(String type, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = mapper.createGenerator(bytes)) {
            generator.writeString(type);
            mapper.writeValue(generator, value);
        } catch (IOException unwritable) {
            throw new SerializationException(
                    "message " + type + " cannot be written: " + unwritable.getMessage(), unwritable);
        }
        return bytes.toByteArray();
    }
}
