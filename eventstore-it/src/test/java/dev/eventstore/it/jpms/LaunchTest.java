package dev.eventstore.it.jpms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.BuiltModules;
import dev.eventstore.it.Command;
import dev.eventstore.it.Jdks;
import dev.eventstore.it.Jdks.Jdk;
import dev.eventstore.it.Program;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program runs with plain {@code java -p … -m …} on every JDK of this machine. */
class LaunchTest {

    /** Where PostgreSQL is unpacked, by the first JDK that comes. */
    @TempDir
    private static Path cache;

    @TempDir
    private Path folder;

    static Stream<Jdk> jdks() {
        return Jdks.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void the_program_tells_its_version(Jdk jdk) throws Exception {
        Command.Outcome outcome = run(jdk, "--version");
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.out().contains("0.1.0"), outcome::toString);
        assertEquals("", outcome.err(), outcome::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void the_program_helps(Jdk jdk) throws Exception {
        Command.Outcome outcome = run(jdk, "--help");
        assertEquals(0, outcome.exitCode(), outcome::toString);
        for (String command : List.of("append", "read", "subscribe", "import", "export", "bench", "demo")) {
            assertTrue(outcome.out().contains("\n  " + command), () -> command + " is missing: " + outcome);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void wrong_usage_ends_with_2_and_writes_nothing_to_standard_output(Jdk jdk) throws Exception {
        Command.Outcome outcome = run(jdk, "read", "$all", "--no-such-option");
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertEquals("", outcome.out(), outcome::toString);
        assertTrue(outcome.err().contains("--no-such-option"), outcome::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void on_a_fresh_machine_the_program_stores_an_event_and_reads_it(Jdk jdk) throws Exception {
        Map<String, String> fresh = Map.of("XDG_CACHE_HOME", cache.toString());
        String data = folder.resolve("data").toString();
        String[] append = {"append", "order-1", "OrderPlaced", "{\"total\": 12}", "--data", data};
        Command.run(folder, fresh, Program.command(jdk, List.of(), append)).succeeded();
        String[] read = {"read", "order-1", "--data", data, "--json"};
        Command.Outcome events = Command.run(folder, fresh, Program.command(jdk, List.of(), read))
                .succeeded();
        assertTrue(events.out().contains("\"total\": 12"), events::toString);
        assertEquals(1, events.out().lines().count(), events::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void every_plugin_of_the_program_is_bound_as_a_named_module(Jdk jdk) throws Exception {
        Command.Outcome outcome = Command.run(
                folder, Program.command(jdk, List.of("--show-module-resolution", "-Xshare:auto"), "--version"));
        assertEquals(0, outcome.exitCode(), outcome::toString);
        for (String module : List.of(
                "dev.eventstore.postgres",
                "dev.eventstore.registry.local",
                "dev.eventstore.registry.jgroups",
                "dev.eventstore.registry.hazelcast")) {
            assertTrue(outcome.out().contains("binds " + module), outcome::toString);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void a_node_over_hazelcast_starts_and_leaves_quietly(Jdk jdk) throws Exception {
        assertStartsAndLeaves(jdk, "registry = hazelcast");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void a_node_over_jgroups_whose_members_show_a_token_starts_and_leaves_quietly(Jdk jdk) throws Exception {
        assertStartsAndLeaves(jdk, "registry = jgroups, jgroups.authentication = token");
    }

    @Test
    void the_module_path_of_the_program_has_each_module_once() {
        Map<String, Long> names = ModuleFinder.of(BuiltModules.libraries().toArray(Path[]::new)).findAll().stream()
                .map(ModuleReference::descriptor)
                .collect(Collectors.groupingBy(ModuleDescriptor::name, Collectors.counting()));
        assertEquals(BuiltModules.libraries().size(), names.size(), names::toString);
        assertTrue(names.keySet()
                .containsAll(Set.of(
                        "dev.eventstore.api",
                        "dev.eventstore.core",
                        "dev.eventstore.postgres",
                        "dev.eventstore.registry.local")));
        assertFalse(names.containsKey("dev.eventstore.testkit"), names::toString);
    }

    @Test
    void the_jdk_of_these_tests_is_among_those_tried() {
        assertTrue(Jdks.all().contains(Jdks.running()), () -> Jdks.all() + " without " + Jdks.running());
    }

    /** Its input has ended when it starts, so it leaves at once. */
    private void assertStartsAndLeaves(Jdk jdk, String registry) throws Exception {
        Path configuration = Files.writeString(folder.resolve("node.conf"), """
                eventstore {
                  %s
                  cluster {
                    node = "node1@127.0.0.1", nodes = ["node1@127.0.0.1"], secret = "of the tests", distribution = ring
                  }
                }
                """.formatted(registry));
        String[] node = {
            "node",
            "--config",
            configuration.toString(),
            "--data",
            cache.resolve("data").toString()
        };
        Map<String, String> fresh = Map.of("XDG_CACHE_HOME", cache.toString());
        Command.Outcome outcome = Command.run(folder, fresh, Program.command(jdk, List.of(), node))
                .succeeded();
        assertFalse(outcome.err().contains(" WARN "), outcome::toString);
        assertFalse(outcome.err().contains("Exception"), outcome::toString);
    }

    private Command.Outcome run(Jdk jdk, String... arguments) throws IOException, InterruptedException {
        return Command.run(folder, Program.command(jdk, List.of(), arguments));
    }
}
