package dev.eventstore.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.frame.Frames.Cause;
import dev.eventstore.core.frame.Frames.Refused;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    @Test
    void each_cause_is_logged_once_a_minute_and_says_what_differs() {
        ManualTime time = new ManualTime();
        List<String> lines = new ArrayList<>();
        RefusalLog log = new RefusalLog(time, lines::add);
        for (int i = 0; i < 3; i++) {
            log.refused("node2@h", new Refused(Cause.SECRET, "another secret"));
            log.refused("node2@h", new Refused(Cause.GARBAGE, "no frame"));
        }
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("node2@h") && lines.get(0).contains("another secret"), lines.get(0));
        time.advance(Duration.ofSeconds(61));
        log.refused("node2@h", new Refused(Cause.SECRET, "another secret"));
        log.refused("node2@h", new Refused(Cause.SECRET, "another secret"));
        assertEquals(3, lines.size());
    }
}
