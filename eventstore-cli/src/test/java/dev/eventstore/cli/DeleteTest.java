package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes that ask first, from a shell and in the console. */
class DeleteTest extends ProgramOnServer {

    private String config = "";

    @BeforeEach
    void append() throws IOException {
        config = Files.writeString(folder.resolve("hard-deletes.conf"), "eventstore.enable-hard-deletes = true")
                .toString();
        assertEquals(0, run("append", "order 1", "T", "{}"));
    }

    private void assertEvents(int count) throws IOException {
        assertEquals(0, run("read", "$all", "--json"));
        assertEquals(count, json().size());
    }

    @Test
    void a_hard_delete_is_carried_out_when_the_name_of_the_stream_is_typed() throws IOException {
        assertEquals(0, piped("order 1\n", "delete", "order 1", "--hard", "--config", config, "--json"));
        assertEquals(
                "{\"stream\":\"order 1\",\"deleted\":true,\"hard\":true}",
                console.out().strip());
        assertTrue(console.err().contains("removes the events of stream 'order 1'"), console.err());
        assertTrue(console.err().contains("Type the name of the stream to go on: "), console.err());
        assertEvents(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "yes\n", "order\n", "order 12\n", "Order 1\n", "\norder 1\n"})
    void any_other_answer_or_none_removes_nothing(String answer) throws IOException {
        assertEquals(1, piped(answer, "delete", "order 1", "--hard", "--config", config));
        assertTrue(console.err().contains("Nothing was removed."), console.err());
        assertEquals("", console.out());
        assertEvents(1);
    }

    @Test
    void a_soft_delete_asks_nothing() throws IOException {
        assertEquals(0, piped("", "delete", "order 1"));
        assertEquals("Deleted order 1; its events stay in $all.", console.out().strip());
        assertEvents(1);
    }

    @Test
    void hard_deletes_that_are_not_enabled_are_refused_before_anything_is_asked() throws IOException {
        assertEquals(1, piped("order 1\n", "delete", "order 1", "--hard"));
        assertTrue(console.err().contains("eventstore.enable-hard-deletes = true"), console.err());
        assertTrue(!console.err().contains("Type the name"), console.err());
        assertEvents(1);
    }

    @Test
    void in_a_console_that_is_piped_nothing_is_asked_and_a_refusal_does_not_stop_what_follows() throws IOException {
        String lines = String.join(
                "\n",
                "delete 'order 1' --hard",
                "delete 'order 1' --expect 7",
                "delete missing",
                "delete $all",
                "delete 'order 1' --expect 1",
                "delete 'order 1'",
                "delete 'order 1' --hard --yes",
                "append 'order 1' T {}");
        assertEquals(1, piped(lines, "node", "--json", "--config", config));
        List<JsonNode> answers = json();
        assertEquals(
                List.of(
                        "WrongUsage",
                        "WrongExpectedVersionException",
                        "StreamNotFoundException",
                        "WrongUsage",
                        "done",
                        "StreamDeletedException",
                        "done",
                        "done"),
                answers.stream()
                        .map(answer -> answer.has("kind") ? answer.get("kind").asText() : "done")
                        .toList());
        assertTrue(answers.get(0).get("error").asText().contains("give --yes"), console.out());
        assertTrue(answers.get(6).get("hard").asBoolean(), console.out());
        assertEquals(1, answers.get(7).get("version").asInt());
        assertEvents(1);
    }

    @Test
    void a_console_without_hard_deletes_says_which_setting_enables_them() throws IOException {
        assertEquals(1, piped("delete 'order 1' --hard --yes\nquit\n", "node"));
        assertTrue(console.err().contains("line 1: "), console.err());
        assertTrue(console.err().contains("eventstore.enable-hard-deletes = true"), console.err());
        assertEvents(1);
    }
}
