package dev.eventstore.api.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NoNodeAvailableExceptionTest {

    @Test
    void below_the_quorum_it_says_how_many_nodes_are_missing() {
        assertEquals(
                "no node available: the quorum is 2, but 1 can be seen; nothing was written",
                new NoNodeAvailableException(2, 1).getMessage());
    }

    @Test
    void between_two_views_it_says_what_is_waited_for() {
        assertEquals(
                "no node available: 3 can be seen, and the quorum is 2, but they have not agreed on a view yet;"
                        + " nothing was written, call again in a moment",
                new NoNodeAvailableException(2, 3).getMessage());
    }
}
