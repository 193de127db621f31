package dev.eventstore.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.demo.DemoNode.Answer;
import org.junit.jupiter.api.Test;

class DemoNodeTest {

    @Test
    void texts_numbers_and_lists_of_an_answer_are_told_by_their_keys() {
        Answer answer = Answer.of("{\"epoch\":7,\"data\":{\"epoch\":9},\"members\":[\"a\",\"b\"],\"quorum\":true}");
        assertEquals(7, answer.number("epoch"));
        assertEquals("a,b", answer.text("members"));
        assertEquals("true", answer.text("quorum"));
        assertFalse(answer.isRefused());
        assertEquals("done", answer.outcome());
    }

    @Test
    void a_refusal_is_told_by_its_kind() {
        Answer refusal = Answer.of("{\"error\":\"no\",\"kind\":\"NoNodeAvailableException\",\"command\":\"append\"}");
        assertTrue(refusal.isRefused());
        assertEquals("NoNodeAvailableException", refusal.outcome());
    }

    @Test
    void what_is_missing_shows_the_whole_answer() {
        Answer refusal = Answer.of("{\"error\":\"no\",\"kind\":\"k\"}");
        assertEquals(-1, refusal.number("version"));
        assertEquals("{\"error\":\"no\",\"kind\":\"k\"}", refusal.text("node"));
        assertThrows(CommandFailure.class, () -> Answer.of("Exception in thread"));
    }

    @Test
    void a_quoted_word_is_one_word_whatever_is_in_it() {
        assertEquals("'a b'", DemoNode.quoted("a b"));
        assertEquals("'it'\\''s'", DemoNode.quoted("it's"));
    }
}
