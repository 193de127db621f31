package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that mean something to SQL, to patterns or to a terminal are names like any other. */
class HostileNamesTest extends ProgramOnServer {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "100%",
                "a_b",
                "\"q\"",
                "back\\slash",
                "\uD83D\uDE00",
                "\u05E9\u05DC\u05D5\u05DD",
                "x'; drop table events; --"
            })
    void a_stream_of_such_a_name_is_found_by_it_alone(String name) throws IOException {
        assertEquals(0, run("append", name, "T", "{}"), console.err());
        assertEquals(0, run("append", "axb", "T", "{}"));
        assertEquals(0, run("read", name, "--json"));
        assertEquals(name, json().get(0).get("stream").asText());
        assertEquals(0, run("streams", "--search", name, "--json"));
        assertEquals(name, json().get(0).get("stream").asText());
        assertEquals(1, json().get(1).get("totalEntries").asInt(), "the term is data, not a pattern");
    }

    @Test
    void names_that_would_turn_the_line_around_are_shown_to_people_with_the_codes_of_what_turns_it()
            throws IOException {
        assertEquals(0, run("append", "evil\u202Egpj", "T\u2066", "{}"));
        assertTrue(console.out().contains("evil\\u202Egpj"), console.out());
        assertEquals(0, run("read", "evil\u202Egpj"));
        assertTrue(console.out().contains("evil\\u202Egpj@1  T\\u2066"), console.out());
        assertEquals(0, run("read", "evil\u202Egpj", "--json"));
        assertEquals("evil\u202Egpj", json().get(0).get("stream").asText());
        assertEquals(1, run("read", "none\u202Egpj"));
        assertTrue(console.err().contains("none\\u202Egpj"), console.err());
        assertEquals(2, run("n\u001B[31m"));
        assertTrue(console.err().contains("n\\u001B[31m"), console.err());
    }
}
