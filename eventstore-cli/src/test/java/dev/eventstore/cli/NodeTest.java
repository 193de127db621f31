package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose commands come through a pipe, and what a cluster agreed on, each test in a schema of its own. */
@Timeout(120)
class NodeTest extends ProgramOnServer {

    private int piped(List<String> lines, String... args) {
        return piped(String.join("\n", lines), args);
    }

    @Test
    void a_command_of_the_program_that_the_console_lacks_is_said_to_be_one() {
        assertEquals(1, piped("migrate\ncluster settings\nreed a\n", "node", "--name", "node1@127.0.0.1"));
        assertTrue(console.err().contains("run ./eventstore migrate"), console.err());
        assertTrue(console.err().contains("run ./eventstore cluster"), console.err());
        assertTrue(console.err().contains("there is no command 'reed'"), console.err());
    }

    @Test
    void help_on_quit_is_not_told_that_there_is_no_such_command() {
        assertEquals(0, piped("help quit\nhelp help\n", "node", "--name", "node1@127.0.0.1"), console.err());
        assertTrue(console.out().contains("Leave the cluster and end"), console.out());
    }

    @Test
    void lines_of_a_pipe_are_commands_on_one_node() throws IOException {
        int exitCode = piped(
                List.of(
                        "# two events",
                        "",
                        "append order-1 OrderPlaced {\"text\": \"it's {\"}",
                        "append order-1 OrderPaid '{}' --expect 1",
                        "read order-1",
                        "subscribe $all s --until-caught-up",
                        "stream-info order-1",
                        "delete-subscription $all s"),
                "node",
                "--name",
                "node1@127.0.0.1",
                "--json");
        assertEquals(0, exitCode, console.out());
        List<JsonNode> answers = json();
        assertEquals(8, answers.size(), console.out());
        assertEquals(1, answers.get(0).get("version").asInt());
        assertEquals("it's {", answers.get(2).get("data").get("text").asText());
        assertEquals(2, answers.get(5).get("position").asInt());
        assertEquals(2, answers.get(6).get("version").asInt());
        assertTrue(answers.get(7).get("deleted").asBoolean());
    }

    @Test
    void commands_of_two_words_are_told_by_both() throws IOException {
        List<String> lines = List.of(
                "append order-1 T {}",
                "snapshot record order-1 1 State {\"total\": 12}",
                "snapshot read order-1",
                "streams --search order --without-all",
                "snapshot",
                "snapshot erase order-1",
                "snapshot delete order-1",
                "help snapshot read");
        assertEquals(1, piped(lines, "node", "--name", "node1@127.0.0.1", "--json"));
        List<JsonNode> answers = json();
        assertEquals(8, answers.size(), console.out());
        assertTrue(answers.get(1).get("recorded").asBoolean());
        assertEquals(12, answers.get(2).get("data").get("total").asInt());
        assertEquals("order-1", answers.get(3).get("stream").asText());
        assertEquals(1, answers.get(4).get("totalEntries").asInt());
        for (int refused : List.of(5, 6)) {
            assertTrue(
                    answers.get(refused)
                            .get("error")
                            .asText()
                            .endsWith("there are snapshot read, snapshot record, snapshot delete"),
                    console.out());
        }
        assertTrue(answers.get(7).get("deleted").asBoolean());
        assertTrue(console.err().contains("Show the newest snapshot of a source."), console.err());
    }

    @Test
    void a_node_tells_what_it_knows_of_its_cluster() throws IOException {
        List<String> asked = List.of(
                "append order-1 T {}",
                "nodes",
                "view",
                "quorum",
                "epoch",
                "ring",
                "registered",
                "whereis order-1",
                "whereis order-2",
                "owner order-2",
                "owner $all --subscription s");
        assertEquals(0, piped(asked, "node", "--name", "node7@127.0.0.1", "--json"), console.out());
        List<JsonNode> answers = json();
        assertEquals("node7@127.0.0.1", answers.get(1).get("node").asText());
        assertTrue(answers.get(1).get("self").asBoolean());
        assertEquals("[\"node7@127.0.0.1\"]", answers.get(2).get("members").toString());
        assertTrue(answers.get(3).get("quorum").asBoolean());
        assertFalse(answers.get(4).get("checked").asBoolean());
        assertEquals(1.0, answers.get(5).get("share").asDouble());
        assertEquals("order-1", answers.get(6).get("key").asText());
        assertTrue(answers.get(7).get("running").asBoolean());
        assertFalse(answers.get(8).get("running").asBoolean());
        assertEquals("node7@127.0.0.1", answers.get(9).get("node").asText());
        assertEquals("$all/s", answers.get(10).get("key").asText());
        assertEquals(0, piped(asked, "node", "--name", "node7@127.0.0.1"));
        assertTrue(console.out().contains("\nnode7@127.0.0.1  (this node)\n"), console.out());
        assertTrue(console.out().contains("100.0 %  node7@127.0.0.1"), console.out());
        assertTrue(console.out().contains("stream:order-2 does not run"), console.out());
    }

    @Test
    void the_help_of_a_command_has_nothing_that_only_a_shell_can_do() {
        for (String command : List.of("append", "snapshot record", "link", "delete", "streams", "subscribe")) {
            assertEquals(0, piped(List.of("help " + command), "node"), console.err());
            assertTrue(console.out().contains("Examples:\n  " + command), console.out());
            assertFalse(console.out().contains("./eventstore"), console.out());
            assertFalse(
                    console.out().contains("standard input") || console.out().contains(" < "), console.out());
        }
    }

    @Test
    void a_refused_line_is_told_in_its_place_and_the_rest_is_done() throws IOException {
        List<String> lines = List.of(
                "append a T {} --expect 7", "bogus", "read", "owner $all", "read 'a", "append a T {}", "quit", "x");
        assertEquals(1, piped(lines, "node", "--json"));
        List<JsonNode> answers = json();
        assertEquals(6, answers.size(), console.out());
        assertEquals("WrongExpectedVersionException", answers.get(0).get("kind").asText());
        assertEquals("append", answers.get(0).get("command").asText());
        assertEquals(1, answers.get(0).get("line").asInt());
        for (JsonNode wrong : answers.subList(1, 5)) {
            assertEquals("WrongUsage", wrong.get("kind").asText());
        }
        assertEquals(1, answers.get(5).get("version").asInt());
        assertEquals(1, piped(lines, "node"));
        assertEquals(1, console.outLines().size(), console.out());
        assertTrue(console.err().contains("line 2: there is no command 'bogus'"), console.err());
        assertTrue(console.err().contains("Try 'help owner'."), console.err());
    }

    @Test
    void help_is_about_the_console_and_no_answer() {
        assertEquals(0, piped(List.of("help", "help append", "read --help"), "node"));
        assertTrue(console.out().contains("  whereis "), console.out());
        assertTrue(console.out().contains("\n  append order-1 OrderPaid '{}' --expect 1\n"), console.out());
        assertFalse(console.out().contains("--url"), console.out());
        assertEquals(0, piped(List.of("help", "help append"), "node", "--json"));
        assertEquals("", console.out());
    }

    @Test
    void a_node_that_waits_for_a_line_ends_when_it_is_told() throws Exception {
        try (PipedOutputStream open = new PipedOutputStream();
                PipedInputStream lines = new PipedInputStream(open)) {
            open.write("append a T {}\n".getBytes(StandardCharsets.UTF_8));
            open.flush();
            AtomicInteger exitCode = new AtomicInteger(-1);
            Thread node = new Thread(() -> exitCode.set(piped(lines, "node")));
            node.start();
            while (!console.out().contains("Appended")) {
                Thread.onSpinWait();
            }
            node.interrupt();
            node.join();
            assertEquals(0, exitCode.get(), console.err());
        }
    }

    @Test
    void a_service_says_when_it_serves_and_leaves_when_it_is_told() throws Exception {
        AtomicInteger exitCode = new AtomicInteger(-1);
        Thread node = new Thread(() -> exitCode.set(run("node", "--name", "node2@127.0.0.1", "--serve", "--json")));
        node.start();
        while (!console.out().endsWith("\n")) {
            Thread.onSpinWait();
        }
        assertEquals("node2@127.0.0.1", json().get(0).get("serving").asText());
        node.interrupt();
        node.join();
        assertEquals(0, exitCode.get(), console.err());
        assertEquals(1, console.outLines().size());
    }

    @Test
    void a_server_that_the_file_names_is_the_one_that_is_used() throws IOException {
        Path url = Files.writeString(
                folder.resolve("url.conf"), "eventstore.postgres.url = \"jdbc:postgresql://127.0.0.1:1/nothing\"");
        assertEquals(1, console.run("node", "--config", url.toString()));
        assertTrue(console.err().contains("cannot be reached"), console.err());
    }

    @Test
    void before_a_cluster_there_are_no_settings() throws IOException {
        assertEquals(0, run("cluster", "settings", "--json"));
        assertEquals("{\"epoch\":0,\"settings\":{}}", console.out().strip());
        assertEquals(0, run("cluster", "settings"));
        assertTrue(console.out().contains("No settings are stored yet"), console.out());
        assertEquals(1, run("cluster", "settings", "--set", "static-quorum-size=2"));
        assertTrue(console.err().contains("nothing to change"), console.err());
    }

    @Test
    void the_settings_of_a_cluster_are_shown_and_changed() throws Exception {
        assertEquals(0, run("init"));
        agree("name", "orders", "distribution", "static-quorum-ring", "static-quorum-size", "2");
        agree("node-whitelist", "[]", "node-blacklist", "[]", "weights", "{}", "hash", "h", "protocol", "1");
        assertEquals(
                0,
                run(
                        "cluster",
                        "settings",
                        "--json",
                        "--set",
                        "static-quorum-size=3",
                        "eventstore.cluster.node-blacklist=^a@,^b@"));
        JsonNode settings = json().get(0).get("settings");
        assertEquals(1, json().get(0).get("epoch").asInt());
        assertEquals("3", settings.get("static-quorum-size").asText());
        assertEquals("[^a@, ^b@]", settings.get("node-blacklist").asText());
        assertEquals("h", settings.get("hash").asText());
        assertEquals(1, run("cluster", "settings", "--set", "static-quorum-size=0"));
        assertTrue(console.err().contains("eventstore.cluster.static-quorum-size = 0"), console.err());
        assertEquals(0, run("cluster", "settings", "--set", "weights=a@host=2"));
        assertTrue(console.out().contains("{a@host=2}"), console.out());
    }

    private void agree(String... settings) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < settings.length; i += 2) {
                statement.execute("insert into " + schema + ".cluster_settings values ('" + settings[i] + "', '"
                        + settings[i + 1] + "')");
            }
        }
    }
}
