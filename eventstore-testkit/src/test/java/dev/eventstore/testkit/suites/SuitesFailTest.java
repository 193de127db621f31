package dev.eventstore.testkit.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The suites are tested themselves: something that does nothing fails every test, and no test can skip itself. */
class SuitesFailTest {

    private static final Path CLASSES = Path.of("target", "classes", "dev", "eventstore", "testkit");
    private static final List<String> SUITE_PACKAGES =
            List.of("storage", "registry", "store", "channel", "process", "catalog", "competing", "parking");
    private static final List<String> WAYS_TO_SKIP = List.of(
            "org/junit/jupiter/api/Assumptions",
            "org/junit/jupiter/api/Disabled",
            "org/junit/jupiter/api/condition/",
            "org/opentest4j/TestAbortedException",
            "org/opentest4j/IncompleteExecutionException");

    @Test
    void a_storage_that_does_nothing_fails_every_test() {
        assertAllFail(SuiteRun.of(IdleStorage.Suites.class), 166);
    }

    @Test
    void a_registry_that_does_nothing_fails_every_test() {
        assertAllFail(SuiteRun.of(IdleRegistry.Suites.class), 57);
        assertAllFail(SuiteRun.of(IdleRegistry.ClusterSuites.class), 57);
    }

    @Test
    void a_store_that_does_nothing_fails_every_test() {
        assertAllFail(SuiteRun.of(IdleStore.class), 253);
    }

    @Test
    void processes_that_are_never_asked_fail_every_test() {
        assertAllFail(SuiteRun.of(IdleStore.Processes.class), 11);
    }

    @Test
    void a_channel_that_does_nothing_fails_every_test() {
        assertAllFail(SuiteRun.of(IdleChannel.Suites.class), 15);
        assertAllFail(SuiteRun.of(IdleChannel.Ports.class), 2);
    }

    @Test
    void no_suite_has_a_way_to_skip_a_test() throws IOException {
        for (String suitePackage : SUITE_PACKAGES) {
            try (Stream<Path> files = Files.list(CLASSES.resolve(suitePackage))) {
                List<Path> classes =
                        files.filter(f -> f.toString().endsWith(".class")).toList();
                assertTrue(classes.size() > 3, "classes of " + suitePackage + ": " + classes);
                for (Path file : classes) {
                    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                    WAYS_TO_SKIP.forEach(way -> assertTrue(!bytes.contains(way), file + " uses " + way));
                }
            }
        }
    }

    private static void assertAllFail(SuiteRun run, int atLeast) {
        assertEquals(List.of(), run.passed(), "tests that pass though nothing is done");
        assertEquals(List.of(), run.skipped(), "tests that are skipped");
        assertEquals(List.of(), run.notBegun(), "tests that fail before they begin");
        assertTrue(run.failed().size() >= atLeast, "only " + run.failed().size() + " tests were run");
    }
}
