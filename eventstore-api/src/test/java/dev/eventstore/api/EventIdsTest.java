package dev.eventstore.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final int MANY = 50_000;

    @Test
    void they_are_uuids_of_version_7_that_tell_their_time() {
        long before = System.currentTimeMillis();
        UUID id = EventIds.next();
        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        long millis = id.getMostSignificantBits() >>> 16;
        assertTrue(Math.abs(millis - before) < 60_000, millis + " is far from " + before);
    }

    @Test
    void they_grow() {
        UUID last = EventIds.next();
        for (int i = 0; i < MANY; i++) {
            UUID next = EventIds.next();
            assertTrue(
                    Long.compareUnsigned(last.getMostSignificantBits(), next.getMostSignificantBits()) < 0,
                    next + " does not follow " + last);
            last = next;
        }
    }

    @Test
    void no_two_are_the_same_whatever_the_number_of_threads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<List<UUID>>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            work.add(() -> {
                List<UUID> ids = new ArrayList<>(MANY);
                for (int n = 0; n < MANY; n++) {
                    ids.add(EventIds.next());
                }
                return ids;
            });
        }
        Set<UUID> all = new HashSet<>();
        Set<Long> stems = new HashSet<>();
        for (Future<List<UUID>> each : threads.invokeAll(work)) {
            for (UUID id : each.get()) {
                all.add(id);
                stems.add(id.getMostSignificantBits());
            }
        }
        threads.shutdown();
        assertEquals(4 * MANY, all.size());
        assertEquals(4 * MANY, stems.size(), "not even without their random bits");
    }
}
