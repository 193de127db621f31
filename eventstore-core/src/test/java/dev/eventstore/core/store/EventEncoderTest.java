package dev.eventstore.core.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.json.JsonSerializerProvider;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.types.Payloads;
import dev.eventstore.core.types.TypeRegistrations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventEncoderTest {

    private static final StreamId STREAM = StreamId.of("order");

    record Known(int n) {}

    record Unknown(int n) {}

    private final EventEncoder encoder = new EventEncoder(payloads(), 3, 20);

    private static Payloads payloads() {
        TypeRegistrations types = new TypeRegistrations();
        types.register("known", Known.class);
        return new Payloads(new JsonSerializerProvider().create(null), types.table());
    }

    @Test
    void ids_types_and_bytes_are_kept() {
        UUID cause = new UUID(1, 2);
        EventData event = EventData.bytes("placed", new byte[] {1, 2})
                .metadata(Map.of("a", 1))
                .causationId(cause)
                .correlationId(cause);
        NewEvent encoded = encoder.encode(STREAM, List.of(event)).get(0);
        assertEquals(event.id(), encoded.id());
        assertEquals("placed", encoded.type());
        assertArrayEquals(new byte[] {1, 2}, encoded.data());
        assertEquals("{\"a\":1}", new String(encoded.metadata(), StandardCharsets.UTF_8));
        assertEquals(cause, encoded.causationId());
        assertEquals(cause, encoded.correlationId());
        assertNull(encoder.encode(EventData.bytes("placed", new byte[0])).metadata());
    }

    @Test
    void the_type_is_the_registered_one_or_the_given_one_or_the_binary_name() {
        assertEquals("known", encoder.encode(EventData.of(new Known(1))).type());
        assertEquals(
                "given",
                encoder.encode(EventData.of(new Known(1)).type("given")).type());
        assertEquals(
                Unknown.class.getName(),
                encoder.encode(EventData.of(new Unknown(1))).type());
    }

    @Test
    void payload_and_metadata_together_may_have_as_many_bytes_as_the_limit() {
        byte[] ten = new byte[10];
        assertEquals(10, encoder.encode(EventData.bytes("a", ten).metadata(ten)).data().length);
        EventData large = EventData.bytes("a", ten).metadata(new byte[11]);
        LimitExceededException refused = assertThrows(LimitExceededException.class, () -> encoder.encode(large));
        assertEquals("eventstore.append.max-event-bytes", refused.limit());
        assertEquals(21, refused.actual());
        assertEquals(20, refused.maximum());
    }

    @Test
    void an_append_may_have_as_many_events_as_the_limit() {
        EventData event = EventData.bytes("a", new byte[0]);
        List<EventData> four = List.of(event, event, event, event);
        LimitExceededException refused = assertThrows(LimitExceededException.class, () -> encoder.encode(STREAM, four));
        assertEquals("eventstore.append.max-events", refused.limit());
        assertEquals(List.of(), encoder.encode(STREAM, List.of()));
    }

    @Test
    void the_same_id_twice_is_refused() {
        EventData event = EventData.bytes("a", new byte[0]);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> encoder.encode(STREAM, List.of(event, event.type("b"))));
        assertTrue(refused.getMessage().contains(event.id().toString()), refused.getMessage());
    }

    @Test
    void all_cannot_be_appended_to() {
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(StreamId.ALL, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1,2]", "\"text\"", "12", "null", " {\"a\":[true]} ", "-0.5e3"})
    void json_is_stored_as_it_is(String text) {
        assertArrayEquals(
                text.getBytes(StandardCharsets.UTF_8),
                encoder.encode(EventData.json("a", text)).data());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{\"a\":1", "[1,]", "{}{}", "{} x", "tru", "'a'", "NaN", "{a:1}", "01"})
    void what_is_no_json_is_refused(String text) {
        SerializationException refused =
                assertThrows(SerializationException.class, () -> encoder.encode(EventData.json("a", text)));
        assertTrue(refused.getMessage().startsWith("data must be "), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("nothing was written"), refused.getMessage());
    }

    @Test
    void metadata_that_is_no_json_is_named_as_such() {
        EventData event = EventData.json("a", "{}").metadata(new EventData.Json("{"));
        SerializationException refused = assertThrows(SerializationException.class, () -> encoder.encode(event));
        assertTrue(refused.getMessage().startsWith("metadata must be JSON"), refused.getMessage());
    }
}
