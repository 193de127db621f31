package dev.eventstore.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EventDataTest {

    @Test
    void an_event_has_its_id_from_the_moment_it_is_made_and_keeps_it() {
        EventData event = EventData.json("placed", "{}");
        assertEquals(7, event.id().version());
        assertEquals(
                event.id(),
                event.metadata(Map.of())
                        .type("other")
                        .causationId(new UUID(1, 1))
                        .id());
        assertNotEquals(event.id(), EventData.json("placed", "{}").id());
        assertEquals(new UUID(1, 2), event.id(new UUID(1, 2)).id());
    }

    @Test
    void bytes_are_copied() {
        byte[] bytes = {1, 2};
        EventData event = EventData.bytes("placed", bytes).metadata(bytes);
        bytes[0] = 9;
        assertArrayEquals(new byte[] {1, 2}, (byte[]) event.payload());
        assertArrayEquals(new byte[] {1, 2}, (byte[]) event.metadata().orElseThrow());
    }

    @Test
    void what_was_not_given_is_empty() {
        EventData event = EventData.of("payload");
        assertEquals(Optional.empty(), event.type());
        assertEquals(Optional.empty(), event.metadata());
        assertEquals(Optional.empty(), event.causationId());
        assertEquals(Optional.empty(), event.correlationId());
    }

    @Test
    void what_must_be_there_is_named() {
        assertNull("event payload must not be null", () -> EventData.of(null));
        assertNull("json text must not be null", () -> EventData.json("placed", null));
        assertNull("event id must not be null", () -> EventData.of("a").id(null));
        assertNull("event metadata must not be null", () -> EventData.of("a").metadata(null));
        assertNull("causation id must not be null", () -> EventData.of("a").causationId(null));
        assertNull("correlation id must not be null", () -> EventData.of("a").correlationId(null));
    }

    private static void assertNull(String message, Executable made) {
        assertEquals(message, assertThrows(NullPointerException.class, made).getMessage());
    }
}
