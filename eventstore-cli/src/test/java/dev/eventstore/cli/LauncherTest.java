package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell launcher in a made-up project, with a Java that only prints its arguments and a Maven that only touches the jar. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    Path temp;

    private Path project;
    private Path tools;
    private Path java;

    @BeforeEach
    void make_a_project() throws IOException {
        temp = temp.toRealPath();
        project = temp.resolve("the project");
        tools = temp.resolve("tools");
        java = temp.resolve("jdk");
        Files.createDirectories(project.resolve("eventstore-cli/src/main"));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.writeString(project.resolve("eventstore-cli/pom.xml"), "<project/>");
        Path script = project.resolve("eventstore");
        Files.copy(Path.of("..", "eventstore"), script);
        executable(script, Files.readString(script));
        executable(java.resolve("bin/java"), "#!/bin/sh\nfor word; do printf '<%s>\\n' \"$word\"; done\nexit 7\n");
        version("17.0.1");
        maven("echo \"$*\" >>" + temp + "/maven-calls; touch eventstore-cli/target/eventstore-cli.jar");
    }

    private void version(String version) throws IOException {
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private void maven(String commands) throws IOException {
        executable(tools.resolve("mvn"), "#!/bin/sh\n" + commands + "\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run(Path script, String... args) throws Exception {
        return run(script, Map.of(), args);
    }

    private Outcome run(Path script, Map<String, String> environment, String... args) throws Exception {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        List<String> command =
                Stream.concat(Stream.of(script.toString()), Stream.of(args)).toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Outcome(exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err));
    }

    private Outcome run(String... args) throws Exception {
        return run(project.resolve("eventstore"), args);
    }

    private long builds() throws IOException {
        Path calls = temp.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void plugins_go_to_the_module_path_and_one_that_does_not_exist_is_named() throws Exception {
        Path script = project.resolve("eventstore");
        Path jar = Files.createFile(temp.resolve("a plugin.jar"));
        Outcome there = run(script, Map.of("EVENTSTORE_PLUGINS", jar + ":" + tools), "read");
        assertEquals(7, there.exitCode(), there.err());
        assertTrue(there.out().contains("/eventstore-cli/target/lib:" + jar + ":" + tools + ">"), there.out());
        Outcome gone = run(script, Map.of("EVENTSTORE_PLUGINS", jar + ":" + temp + "/gone *.jar:" + tools), "read");
        assertEquals(1, gone.exitCode());
        assertTrue(gone.err().contains("EVENTSTORE_PLUGINS names " + temp + "/gone *.jar, which"), gone.err());
    }

    @Test
    void the_program_runs_on_the_module_path_with_the_users_words_and_its_exit_code() throws Exception {
        Outcome outcome = run("append", "a b", "", "*");
        assertEquals(7, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.out()
                        .endsWith("<-m>\n<dev.eventstore.cli/dev.eventstore.cli.Main>\n<append>\n<a b>\n<>\n<*>\n"),
                outcome.out());
        assertTrue(
                outcome.out()
                        .contains("<-p>\n<" + project + "/eventstore-cli/target/eventstore-cli.jar:" + project
                                + "/eventstore-cli/target/lib>"),
                outcome.out());
    }

    @ParameterizedTest
    @CsvSource({",,C.UTF-8", "C,,C.UTF-8", "de_DE.UTF-8,POSIX,C.UTF-8", "de_DE.UTF-8,,''", "C,de_DE.UTF-8,de_DE.UTF-8"})
    void in_a_locale_of_ascii_the_users_words_are_taken_for_utf_8(String lang, String all, String expected)
            throws Exception {
        executable(java.resolve("bin/java"), "#!/bin/sh\nprintf '<%s>' \"${LC_ALL-}\"\n");
        Map<String, String> environment = new HashMap<>();
        if (lang != null) {
            environment.put("LANG", lang);
        }
        if (all != null) {
            environment.put("LC_ALL", all);
        }
        assertEquals(
                "<" + expected + ">",
                run(project.resolve("eventstore"), environment, "read").out());
    }

    @Test
    void only_short_commands_do_without_the_optimising_compiler() throws Exception {
        assertTrue(run("read").out().contains("TieredStopAtLevel"));
        assertFalse(run("bench").out().contains("TieredStopAtLevel"));
        assertFalse(run("import").out().contains("TieredStopAtLevel"));
    }

    @Test
    void a_node_has_the_optimising_compiler_and_a_console_on_a_terminal_only() throws Exception {
        String out = run("node", "--serve").out();
        assertFalse(out.contains("TieredStopAtLevel"), out);
        assertFalse(out.contains("launcher.console"), out);
        assertFalse(out.contains("native-access"), out);
    }

    @Test
    void it_builds_once_and_again_when_a_source_is_newer() throws Exception {
        run("read");
        run("read");
        assertEquals(1, builds());
        Path source = Files.writeString(project.resolve("eventstore-cli/src/main/A.java"), "class A {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        run("read");
        assertEquals(2, builds());
    }

    @Test
    void it_goes_to_the_network_only_when_it_cannot_build_without() throws Exception {
        maven("echo \"$*\" >>" + temp + "/maven-calls; case \"$*\" in *\"-o \"*) exit 1 ;; esac;"
                + " touch eventstore-cli/target/eventstore-cli.jar");
        Outcome outcome = run("read");
        assertEquals(2, builds());
        assertTrue(outcome.err().contains("downloads libraries once"), outcome.err());
    }

    @Test
    void a_failed_build_shows_its_end_and_leaves_no_lock_and_standard_output_empty() throws Exception {
        maven("echo 'the compiler says no'; exit 1");
        Outcome outcome = run("read");
        assertEquals(1, outcome.exitCode());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains("the compiler says no"), outcome.err());
        assertFalse(Files.exists(project.resolve("eventstore-cli/target.lock")));
    }

    @Test
    void a_lock_of_a_build_that_died_is_removed() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(project.resolve("eventstore-cli/target.lock"));
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        assertEquals(7, run("read").exitCode());
        assertFalse(Files.exists(lock));
    }

    @Test
    void it_is_found_through_symbolic_links() throws Exception {
        Path one = Files.createSymbolicLink(temp.resolve("one"), Path.of("the project/eventstore"));
        Path two = Files.createSymbolicLink(tools.resolve("two"), one);
        assertEquals(7, run(two, "read").exitCode());
    }

    @Test
    void an_old_java_is_refused_by_name() throws Exception {
        version("11.0.2");
        executable(tools.resolve("java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_1\"' >&2\n");
        Outcome outcome = run("read");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("needs Java 17 or newer"), outcome.err());
        assertTrue(outcome.err().contains(java + "/bin/java (Java 11)"), outcome.err());
        assertTrue(outcome.err().contains("(Java 8)"), outcome.err());
    }
}
