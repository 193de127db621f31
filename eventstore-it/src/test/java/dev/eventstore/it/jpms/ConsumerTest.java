package dev.eventstore.it.jpms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.Command;
import dev.eventstore.it.Jdks;
import dev.eventstore.it.Jdks.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's application, compiled as a module that requires core and brings a plugin, runs on either path. */
class ConsumerTest {

    private static final String RECEIVED = "received OrderPlaced[article=book, pieces=2] stored as ";
    private static final String NEEDED = "opens com.example.orders to com.fasterxml.jackson.databind;";

    private static final Map<Jdk, Consumer> COMPILED = new HashMap<>();

    @TempDir
    private static Path folder;

    static Stream<Jdk> jdks() {
        return Jdks.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void on_the_module_path_its_own_serializer_is_found(Jdk jdk) throws Exception {
        Command.Outcome outcome = compiled(jdk).onTheModulePath(List.of(), "pipe");
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertEquals(
                List.of(
                        "runs in module com.example.orders",
                        "core is in module dev.eventstore.core",
                        RECEIVED + "book|2"),
                outcome.out().lines().toList(),
                outcome::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void on_the_class_path_its_own_serializer_is_found(Jdk jdk) throws Exception {
        Command.Outcome outcome = compiled(jdk).onTheClassPath("pipe");
        assertEquals(0, outcome.exitCode(), outcome::toString);
        List<String> lines = outcome.out().lines().toList();
        assertEquals(RECEIVED + "book|2", lines.get(lines.size() - 1), outcome::toString);
        assertTrue(lines.get(0).startsWith("runs in unnamed module"), outcome::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void events_in_a_closed_package_fail_with_the_line_that_is_missing(Jdk jdk) throws Exception {
        Consumer consumer = compiled(jdk);
        Command.Outcome closed = consumer.onTheModulePath(List.of(), "json");
        assertNotEquals(0, closed.exitCode(), closed::toString);
        assertTrue(closed.err().contains(NEEDED), closed::toString);
        List<String> opened =
                List.of("--add-opens", "com.example.orders/com.example.orders=com.fasterxml.jackson.databind");
        Command.Outcome outcome = consumer.onTheModulePath(opened, "json");
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.out().contains(RECEIVED + "{\"article\":\"book\",\"pieces\":2}"), outcome::toString);
    }

    /** Compiled once with each JDK. */
    private static Consumer compiled(Jdk jdk) throws Exception {
        if (!COMPILED.containsKey(jdk)) {
            COMPILED.put(jdk, Consumer.compiled(jdk, Files.createDirectory(folder.resolve("jdk-" + COMPILED.size()))));
        }
        return COMPILED.get(jdk);
    }
}
