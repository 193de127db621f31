package dev.eventstore.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {

    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    Path folder;

    private final Map<String, Object> inCode = new LinkedHashMap<>();
    private final Properties system = new Properties();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Path> file = Optional.empty();

    @Test
    void the_defaults_stand_where_nothing_else_is_said() {
        assertEquals("local", load().text("registry"));
        assertEquals(Duration.ofSeconds(15), load().duration("call-timeout", Duration.ZERO, DAY));
        assertEquals(1_000_000, load().at("append").bytes("max-event-bytes", 1, 1L << 40));
        assertEquals(Optional.empty(), load().at("cluster").optionalText("node"), "null stands for: not set");
    }

    @Test
    void file_then_system_properties_then_environment_then_code_override_each_other() throws IOException {
        write("eventstore { name = from-file, call-timeout = 1s, feed { tail-events = 1 }, process.max-idle = 1 }");
        assertEquals("from-file", load().text("name"));
        system.setProperty("eventstore.name", "from-system");
        assertEquals("from-system", load().text("name"));
        environment.put("EVENTSTORE_NAME", "from-environment");
        assertEquals("from-environment", load().text("name"));
        inCode.put("eventstore.name", "from-code");
        assertEquals("from-code", load().text("name"));
        assertEquals(Duration.ofSeconds(1), load().duration("call-timeout", Duration.ZERO, DAY));
        assertEquals(1, load().at("feed").number("tail-events", 0, 10));
    }

    @Test
    void dots_and_dashes_are_underscores_in_the_environment() {
        environment.put("EVENTSTORE_FEED_POLL_INTERVAL", "250 ms");
        environment.put("EVENTSTORE_TEST_JDBC_URL", "of somebody else");
        assertEquals(Duration.ofMillis(250), load().at("feed").duration("poll-interval", Duration.ZERO, DAY));
    }

    @Test
    void a_file_may_take_values_from_the_environment_and_from_elsewhere_in_it() throws IOException {
        write("base { tail-events = 3 }, eventstore { name = ${?SURELY_NOT_SET_ANYWHERE}, feed = ${base} }");
        assertEquals("eventstore", load().text("name"));
        assertEquals(3, load().at("feed").number("tail-events", 0, 10));
    }

    @Test
    void an_unknown_key_is_refused_with_its_place_and_the_nearest_one() throws IOException {
        inCode.put("eventstore.call-timout", "5s");
        ConfigurationException refused = refused();
        assertEquals("eventstore.call-timout", refused.key());
        assertEquals("5s", refused.value());
        assertTrue(refused.allowed().contains("set in code"), refused.getMessage());
        assertTrue(refused.allowed().contains("nearest known one is eventstore.call-timeout"), refused.getMessage());
        inCode.clear();
        system.setProperty("eventstore.append.max-event", "5");
        assertTrue(
                refused().allowed().contains("in the system properties"),
                refused().getMessage());
        assertTrue(
                refused().allowed().contains("eventstore.append.max-events"),
                refused().getMessage());
        system.clear();
        write("eventstore.feed.tails = 5");
        assertTrue(
                refused().allowed().contains("in " + file.orElseThrow()),
                refused().getMessage());
    }

    @Test
    void an_unknown_key_is_refused_also_where_it_stands_in_a_part_that_is_taken_from_elsewhere() throws IOException {
        write("base { tails = 3 }, eventstore { feed = ${base} }");
        assertEquals("eventstore.feed.tails", refused().key());
    }

    @Test
    void passwords_are_masked_wherever_they_stand() throws IOException {
        for (String secret : List.of(
                "hunter2",
                "jdbc:postgresql://db/x?user=app&password=hunter2&ssl=true",
                "postgres://app:hunter2@db/x",
                "postgres://app:hun/ter2@db/x",
                "postgres://app:hun@ter2@db/x",
                "{Password=hunter2}")) {
            inCode.clear();
            inCode.put(secret.startsWith("hunter2") ? "eventstore.foo.password" : "eventstore.foo.url", secret);
            assertMasked(refused());
        }
        inCode.clear();
        inCode.put("eventstore.foo.clusterSecret", "hunter2");
        assertMasked(refused());
        inCode.clear();
        inCode.put("eventstore.call-timeout", "postgres://app:hunter2@db/x");
        assertMasked(
                assertThrows(ConfigurationException.class, () -> load().duration("call-timeout", Duration.ZERO, DAY)));
    }

    @Test
    void a_file_that_is_missing_or_malformed_is_refused_by_its_name() throws IOException {
        file = Optional.of(folder.resolve("missing.conf"));
        assertTrue(refused().getMessage().contains("missing.conf"), refused().getMessage());
        write("eventstore { name = ");
        assertTrue(refused().getMessage().contains("store.conf"), refused().getMessage());
        write("eventstore { name = ${SURELY_NOT_SET_ANYWHERE} }");
        assertTrue(
                refused().getMessage().contains("SURELY_NOT_SET_ANYWHERE"),
                refused().getMessage());
    }

    @Test
    void a_key_that_is_no_key_is_refused_like_any_other() {
        for (String odd : List.of("eventstore..name", "eventstore.", "eventstore.$x", "name")) {
            inCode.clear();
            inCode.put(odd, "x");
            assertTrue(refused().getMessage().contains(odd), refused().getMessage());
        }
        inCode.clear();
        system.setProperty("eventstore.a$b..", "x");
        assertTrue(
                refused().getMessage().contains("eventstore.a$b.."), refused().getMessage());
    }

    @Test
    void a_value_where_a_part_belongs_is_refused_when_the_part_is_asked_for() {
        inCode.put("eventstore.append", 5);
        ConfigurationException refused = assertThrows(
                ConfigurationException.class, () -> load().at("append").number("max-events", 1, 10));
        assertTrue(refused.key().startsWith("eventstore.append"), refused.getMessage());
    }

    private Settings load() {
        return ConfigurationLoader.load(file, inCode, getClass().getClassLoader(), system, environment);
    }

    private ConfigurationException refused() {
        return assertThrows(ConfigurationException.class, this::load);
    }

    private void write(String text) throws IOException {
        file = Optional.of(Files.writeString(folder.resolve("store.conf"), text));
    }

    private static void assertMasked(ConfigurationException refused) {
        for (Throwable each = refused; each != null; each = each.getCause()) {
            assertFalse(String.valueOf(each.getMessage()).contains("ter2"), each.getMessage());
        }
        assertTrue(refused.value().contains("***"), refused.value());
    }
}
