package dev.eventstore.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The names of streams, types, subscriptions, nodes and processes are checked when they are made. */
class NamesTest {

    private static final Map<String, Function<String, Object>> NAMES = Map.of(
            "stream id",
            StreamId::of,
            "event type",
            name -> EventData.json(name, "{}"),
            "subscription name",
            SubscriptionName::of,
            "node name",
            name -> new NodeId(name, new UUID(1, 1)));

    @Test
    void a_blank_name_is_refused() {
        NAMES.forEach((field, name) -> {
            assertEquals(field + " must not be blank", refused(name, ""));
            assertEquals(field + " must not be blank", refused(name, " \t"));
        });
    }

    @Test
    void a_missing_name_is_refused() {
        NAMES.forEach((field, name) -> {
            NullPointerException refused = assertThrows(NullPointerException.class, () -> name.apply(null));
            assertEquals(field + " must not be null", refused.getMessage());
        });
    }

    @Test
    void a_name_may_have_255_characters() {
        NAMES.forEach((field, name) -> {
            name.apply("x".repeat(255));
            String refused = refused(name, "x".repeat(256));
            assertTrue(refused.startsWith(field + " must have at most 255 characters"), refused);
            assertTrue(refused.endsWith("has 256"), refused);
        });
    }

    @Test
    void a_name_is_printable() {
        NAMES.forEach((field, name) -> {
            name.apply("Grüße, 世界 \uD83D\uDE00/%25");
            for (String odd : new String[] {"a\nb", "a\u0000", "a\u2028b", "a\uD83D", "\u007F"}) {
                String refused = refused(name, odd);
                assertTrue(refused.startsWith(field + " must be printable, but "), refused);
                assertTrue(refused.codePoints().noneMatch(Character::isISOControl), "and its message is: " + refused);
            }
            assertTrue(refused(name, "a\nb").endsWith("'a?b' has U+000A"));
        });
    }

    @Test
    void names_that_begin_with_a_dollar_belong_to_the_store() {
        assertSame(StreamId.ALL, StreamId.of("$all"));
        assertEquals(StreamId.ALL, new StreamId("$all"));
        assertTrue(refused(StreamId::of, "$mine").startsWith("stream id '$mine' must not begin with '$'"));
        assertEquals("a$b", StreamId.of("a$b").value());
    }

    @Test
    void a_stream_may_be_named_by_a_uuid() {
        UUID id = new UUID(1, 2);
        assertEquals(id.toString(), StreamId.of(id).value());
    }

    @Test
    void a_process_is_named_by_type_and_key() {
        assertEquals("process type must not be blank", refused(type -> new ProcessName(type, "key"), ""));
        assertEquals("process key must not be blank", refused(key -> new ProcessName("type", key), " "));
        assertTrue(refused(type -> new ProcessName(type, "key"), "x".repeat(51)).contains("at most 50"));
    }

    private static String refused(Function<String, Object> name, String value) {
        return assertThrows(IllegalArgumentException.class, () -> name.apply(value))
                .getMessage();
    }
}
