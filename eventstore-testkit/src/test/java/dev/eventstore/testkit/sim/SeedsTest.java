package dev.eventstore.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void what_fails_says_its_seed_and_how_to_run_it_again() {
        assertSays(() -> new IllegalStateException("why"));
        assertSays(() -> new AssertionError("why"));
    }

    @Test
    void of_several_that_fail_the_lowest_is_told_and_those_that_have_not_begun_are_left_out() {
        Set<Long> begun = ConcurrentHashMap.newKeySet();
        AssertionError failed = assertThrows(
                AssertionError.class,
                () -> Seeds.each(10_000, seed -> {
                    begun.add(seed);
                    if (seed == 1) {
                        throw new AssertionError("why");
                    }
                    while (seed > 1 && !Thread.currentThread().isInterrupted()) {
                        LockSupport.park();
                    }
                }));
        assertTrue(failed.getMessage().startsWith("seed 1 fails"), failed.getMessage());
        int atOnce = Runtime.getRuntime().availableProcessors();
        assertTrue(begun.size() <= 2 + atOnce, begun.size() + " were begun");
    }

    private static void assertSays(Supplier<? extends Throwable> failure) {
        AssertionError failed = assertThrows(AssertionError.class, () -> Seeds.each(3, seed -> sneak(failure.get())));
        List.of("why", " -Dsim.seed=0 ", " -Dtest=" + SeedsTest.class.getName() + " ")
                .forEach(part -> assertTrue(failed.getMessage().contains(part), failed.getMessage()));
    }

    private static void sneak(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
