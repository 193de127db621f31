package dev.eventstore.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void what_fails_says_its_seed_and_how_to_run_it_again() {
        assertSays(() -> new IllegalStateException("why"));
        assertSays(() -> new AssertionError("why"));
    }

    private static void assertSays(Supplier<? extends Throwable> failure) {
        List<Long> ran = new ArrayList<>();
        AssertionError failed = assertThrows(
                AssertionError.class,
                () -> Seeds.each(3, seed -> {
                    ran.add(seed);
                    sneak(failure.get());
                }));
        assertEquals(1, ran.size(), "the first that fails is the last");
        List.of("why", " -Dsim.seed=" + ran.get(0) + " ", " -Dtest=" + SeedsTest.class.getName() + " ")
                .forEach(part -> assertTrue(failed.getMessage().contains(part), failed.getMessage()));
    }

    private static void sneak(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
