package dev.eventstore.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.Serializer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

class JsonSerializerTest {

    private final Serializer json = new JsonSerializer();

    record Line(String article, int count) {}

    record OrderPlaced(String order, Instant at, LocalDate due, BigDecimal total, List<Line> lines) {}

    record Grown(String order, String added) {}

    record Nothing() {}

    @Test
    void records_with_lists_and_times_come_back_as_they_were() {
        OrderPlaced placed = new OrderPlaced(
                "7",
                Instant.parse("2026-01-02T03:04:05.000006Z"),
                LocalDate.of(2026, 2, 3),
                new BigDecimal("12.30"),
                List.of(new Line("ä \" \n", 2)));
        byte[] bytes = json.serialize(placed);
        assertEquals(placed, json.deserialize(bytes, OrderPlaced.class));
        assertTrue(text(bytes).contains("\"at\":\"2026-01-02T03:04:05.000006Z\""), "times are text: " + text(bytes));
        assertEquals("7", json.deserialize(bytes, Map.class).get("order"));
    }

    @Test
    void old_and_new_shapes_of_an_event_stay_readable() {
        Grown read = json.deserialize("{\"order\":\"7\",\"removed\":1}".getBytes(StandardCharsets.UTF_8), Grown.class);
        assertEquals(new Grown("7", null), read);
        assertEquals("{}", text(json.serialize(new Nothing())));
    }

    @Test
    void what_cannot_be_written_is_refused_with_its_class_and_the_reason() {
        Map<String, Object> loop = new HashMap<>();
        loop.put("self", loop);
        SerializationException refused = assertThrows(SerializationException.class, () -> json.serialize(loop));
        assertTrue(refused.getMessage().contains("java.util.HashMap cannot be written as JSON"), refused.getMessage());
    }

    @Test
    void what_does_not_fit_is_refused_with_the_class_that_was_wanted() {
        byte[] list = "[1]".getBytes(StandardCharsets.UTF_8);
        SerializationException refused =
                assertThrows(SerializationException.class, () -> json.deserialize(list, Line.class));
        assertTrue(refused.getMessage().contains("cannot be read as " + Line.class.getName()), refused.getMessage());
        assertTrue(refused.getMessage().contains("at line 1, column "), refused.getMessage());
        assertFalse(refused.getMessage().contains("REDACTED"), refused.getMessage());
        assertThrows(SerializationException.class, () -> json.deserialize(new byte[] {1, 2}, Line.class));
    }

    @Test
    void a_class_whose_package_is_closed_to_the_serializer_is_told_the_line_that_opens_it() {
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        SerializationException refused =
                assertThrows(SerializationException.class, () -> json.deserialize(empty, Cipher.class));
        assertTrue(
                refused.getMessage()
                        .contains(
                                "module-info.java of java.base: opens javax.crypto to com.fasterxml.jackson.databind;"),
                refused.getMessage());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
