package dev.eventstore.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @Test
    void words_are_quoted_as_in_a_shell() {
        assertEquals(List.of(), Words.of("  \t ").all());
        assertEquals(
                List.of("read", "$all", "--json"),
                Words.of(" read  '$all' --json ").all());
        assertEquals(
                List.of("a b", "c\"d\\", "e f", ""),
                Words.of("'a b' \"c\\\"d\\\\\" e\\ f ''").all());
        assertEquals(List.of("it's"), Words.of("'it'\\''s'").all());
    }

    @Test
    void json_needs_no_quotes() {
        String json = "{\"text\": \"} it's \\\" [\", \"list\": [1, {}]}";
        assertEquals(
                List.of("append", "a", json, "--json"),
                Words.of("append a " + json + " --json").all());
        assertEquals(List.of("[1, 2]", "x"), Words.of("[1, 2] x").all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"read 'a", "read \"a", "read a\\", "append a T {\"a\": 1", "append a T {\"a\": \"}", "[1, [2]"})
    void what_is_open_is_told(String line) {
        assertFalse(Words.of(line).complete(), line);
        assertTrue(Words.of("read a").complete());
    }

    @Test
    void the_last_word_may_go_on() {
        Words typing = Words.of("read 'or");
        assertTrue(typing.inWord());
        assertEquals("or", typing.last());
        assertEquals(5, typing.start());
        Words done = Words.of("read order ");
        assertFalse(done.inWord());
        assertEquals("", done.last());
        assertEquals(11, done.start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-1", "$all", "a b", "it's", "{x", "\"", "\\"})
    void a_quoted_word_is_read_as_it_was(String word) {
        assertEquals(List.of(word), Words.of(Words.quoted(word)).all());
    }
}
