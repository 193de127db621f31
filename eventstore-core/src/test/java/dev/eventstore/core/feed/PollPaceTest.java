package dev.eventstore.core.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PollPaceTest {

    private static final Duration LONGEST = Duration.ofMillis(800);

    private final PollPace pace = new PollPace(LONGEST);

    @Test
    void it_is_slow_while_nothing_grows() {
        assertEquals(List.of(800L, 800L, 800L), looks(7, 7, 7));
    }

    @Test
    void it_stays_slow_while_hints_tell_of_everything() {
        looks(7);
        pace.hinted(8);
        assertEquals(List.of(800L, 800L), looks(8, 8));
    }

    @Test
    void a_hint_that_comes_after_the_look_that_saw_what_it_is_about_was_not_missing() {
        looks(7);
        assertEquals(List.of(800L), looks(8));
        pace.hinted(8);
        assertEquals(List.of(800L, 800L), looks(8, 8));
    }

    @Test
    void what_no_hint_told_of_makes_it_fast_and_each_content_look_slower_again() {
        looks(7);
        assertEquals(List.of(800L, 100L, 200L, 400L, 800L, 800L), looks(9, 9, 9, 9, 9, 9));
    }

    @Test
    void it_stays_fast_while_hints_are_missing() {
        looks(7, 8);
        assertEquals(List.of(100L, 100L, 100L), looks(9, 10, 11));
        pace.hinted(11);
        assertEquals(List.of(200L), looks(11));
    }

    @Test
    void a_look_that_fails_changes_nothing() {
        looks(7, 8, 8);
        assertEquals(Duration.ofMillis(100), pace.current());
        assertEquals(List.of(200L), looks(8));
    }

    @Test
    void a_briefinterval_is_not_undercut() {
        PollPace brief = new PollPace(Duration.ofMillis(5));
        brief.after(1);
        brief.after(2);
        assertEquals(Duration.ofMillis(5), brief.after(3));
    }

    private List<Long> looks(long... found) {
        return LongStream.of(found)
                .mapToObj(number -> pace.after(number).toMillis())
                .toList();
    }
}
