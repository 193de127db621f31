package dev.eventstore.core.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final ManualTime time = new ManualTime();

    @Test
    void it_passes_at_its_moment() {
        Deadline deadline = Deadline.after(time, Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(1));
        assertFalse(deadline.hasPassed(time));
        assertEquals(Duration.ofSeconds(1), deadline.remaining(time));
        time.advance(Duration.ofSeconds(1));
        assertTrue(deadline.hasPassed(time));
        assertEquals(Duration.ZERO, deadline.remaining(time));
    }

    @Test
    void a_time_beyond_all_measure_is_as_long_as_can_be_measured() {
        Deadline deadline = Deadline.after(time, Duration.ofSeconds(Long.MAX_VALUE));
        assertFalse(deadline.hasPassed(time));
        assertTrue(deadline.remaining(time).toDays() > 365);
    }
}
