package dev.eventstore.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.eventstore.api.error.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HoconSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final HoconSettings settings = new HoconSettings(ConfigFactory.parseString("""
                    text = hello, blank = "  ", nothing = null, count = 7, half = 1.5, big = 1e30
                    size = 512 kB, odd-size = much, time = 250 ms, long = 2 m, yes = true
                    list = [a, b], part { inner = x }
                    """), "eventstore.test");

    @Test
    void texts_are_there_or_not() {
        assertEquals("hello", settings.text("text"));
        assertEquals(Optional.empty(), settings.optionalText("blank"));
        assertEquals(Optional.empty(), settings.optionalText("nothing"));
        assertEquals(Optional.empty(), settings.optionalText("missing"));
        assertRefused("blank", "a value is needed", () -> settings.text("blank"));
        assertEquals(List.of("a", "b"), settings.texts("list"));
        assertRefused("missing", "a list of texts", () -> settings.texts("missing"));
    }

    @Test
    void numbers_are_whole_and_within_bounds() {
        assertEquals(7, settings.number("count", 7, 7));
        assertRefused("count", "a whole number from 8 to 9", () -> settings.number("count", 8, 9));
        assertRefused("count", "a whole number from 1 to 6", () -> settings.number("count", 1, 6));
        assertRefused("text", "a whole number from 1 to 6", () -> settings.number("text", 1, 6));
        assertRefused("missing", "a whole number", () -> settings.number("missing", 1, 6));
        assertRefused("half", "a whole number", () -> settings.number("half", 1, 6));
        assertRefused("big", "a whole number", () -> settings.number("big", 1, Long.MAX_VALUE));
    }

    @Test
    void sizes_have_units_and_bounds() {
        assertEquals(512_000, settings.bytes("size", 1, 1_000_000));
        assertRefused("size", "from 1 to 1000 bytes", () -> settings.bytes("size", 1, 1_000));
        assertRefused("odd-size", "a size such as 512 kB", () -> settings.bytes("odd-size", 1, 1_000));
    }

    @Test
    void times_have_units_and_bounds() {
        assertEquals(Duration.ofMillis(250), settings.duration("time", Duration.ZERO, SECOND));
        assertRefused("time", "from 1s to 1m is allowed", () -> settings.duration("time", SECOND, MINUTE));
        assertRefused("long", "from 1s to 1m is allowed", () -> settings.duration("long", SECOND, MINUTE));
        assertRefused("text", "a time such as 250 ms", () -> settings.duration("text", SECOND, MINUTE));
    }

    @Test
    void words_are_among_those_that_are_allowed() {
        assertEquals("hello", settings.choice("text", List.of("hello", "bye")));
        assertRefused("text", "one of [yes, no]", () -> settings.choice("text", List.of("yes", "no")));
        assertTrue(settings.flag("yes"));
        assertRefused("text", "true or false", () -> settings.flag("text"));
    }

    @Test
    void a_part_names_its_keys_in_full() {
        assertEquals("x", settings.at("part").text("inner"));
        assertRefused(
                "part.outer", "a value is needed", () -> settings.at("part").text("outer"));
        assertRefused(
                "gone.outer", "a value is needed", () -> settings.at("gone").text("outer"));
    }

    private static void assertRefused(String key, String allowed, Executable read) {
        ConfigurationException refused = assertThrows(ConfigurationException.class, read);
        assertEquals("eventstore.test." + key, refused.key());
        assertTrue(refused.allowed().contains(allowed), refused.getMessage());
    }
}
