package dev.eventstore.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final int MANY = 250_000;
    private static final int THREADS = 4;

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

    /** Compared without their random bits, so that chance hides nothing. */
    @Test
    void no_two_are_the_same_whatever_the_number_of_threads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        long[] stems = new long[THREADS * MANY];
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i * MANY;
            work.add(() -> {
                start.await();
                for (int n = 0; n < MANY; n++) {
                    stems[first + n] = EventIds.next().getMostSignificantBits();
                }
                return null;
            });
        }
        for (Future<Void> each : threads.invokeAll(work)) {
            each.get();
        }
        threads.shutdown();
        assertEquals(stems.length, LongStream.of(stems).distinct().count());
    }
}
