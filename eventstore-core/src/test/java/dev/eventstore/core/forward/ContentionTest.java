package dev.eventstore.core.forward;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContentionTest {

    private final Contention contention = new Contention(0);
    private long now;
    private long position;

    @Test
    void several_appends_under_way_and_others_between_them_are_contention() {
        busy(2, 1);
        assertTrue(contention.isContended());
    }

    @Test
    void one_append_at_a_time_is_none() {
        for (int i = 0; i < 100; i++) {
            contention.began(1);
            write(5);
        }
        assertFalse(contention.isContended());
    }

    @Test
    void a_node_that_writes_alone_has_none() {
        busy(5, 0);
        assertFalse(contention.isContended());
    }

    /** The lone append of another node now and then is not worth a detour. */
    @Test
    void a_few_events_of_others_are_none() {
        busy(50, 1);
        assertFalse(contention.isContended());
    }

    @Test
    void it_is_over_when_the_others_write_no_more() {
        busy(2, 1);
        busy(5, 0);
        assertFalse(contention.isContended());
    }

    @Test
    void it_is_over_when_one_append_at_a_time_is_under_way() {
        busy(2, 1);
        for (int i = 0; i < 100; i++) {
            contention.began(1);
            write(5);
        }
        assertFalse(contention.isContended());
    }

    /** What others wrote while this node slept says nothing of now. */
    @Test
    void the_first_appends_after_a_long_pause_are_none() {
        busy(5, 0);
        now += Duration.ofMinutes(1).toNanos();
        position += 1_000_000;
        for (int i = 0; i < 8; i++) {
            contention.began(1);
        }
        write(0);
        assertFalse(contention.isContended());
    }

    /** Half a second with eight turns under way; so many events of others for so many of one's own. */
    private void busy(int own, int others) {
        for (int i = 0; i < 8; i++) {
            contention.began(1);
        }
        for (int i = 0; i < 500; i++) {
            contention.began(1);
            write(i % own == 0 ? others : 0);
        }
        for (int i = 0; i < 8; i++) {
            contention.ended(1, 0, 0, now);
        }
    }

    private void write(int others) {
        position += others + 1;
        now += Duration.ofMillis(1).toNanos();
        contention.ended(1, 1, position, now);
    }
}
